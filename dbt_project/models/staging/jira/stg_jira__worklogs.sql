{#- A table: many models read it, and finding each key's newest row is the cost. -#}
{{ config(materialized='table') }}

with

source as (
    {{ current_rows_of_many('jira', 'worklogs', ['worklog_id']) }}
),

deleted as (
    select
        entity_id,
        _batch_id
    from {{ ref('stg_jira__deletions') }}
    where
        entity = 'worklog'
        and classification = 'deleted'
        and coalesce(deleted_at < {{ as_of_end() }}, true)
),

-- Jira deletes an issue's worklogs with the issue and says so nowhere.
standing as (
    select source.*
    from source
    left join deleted
        on
            source.worklog_id = deleted.entity_id
            and source._batch_id <= deleted._batch_id
    left join {{ ref('stg_jira__departures') }} as departures
        on source.issue_id = departures.issue_id
    where
        deleted.entity_id is null
        and departures.issue_id is null
),

renamed as (
    select
        worklog_id,
        issue_id,
        author_id,
        {{ as_utc('started_at') }} as started_at,
        work_date,
        {{ as_utc('created_at') }} as created_at,
        {{ as_utc('updated_at') }} as updated_at,
        seconds,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from standing
)

select * from renamed
