{#- A table: many models read it, and finding each key's newest row is the cost. -#}
{{ config(materialized='table') }}

with

source as (
    {{ current_rows('jira', 'worklogs', ['worklog_id']) }}
),

renamed as (
    select
        worklog_id,
        issue_id,
        author_id,
        cast(started_at as timestamp) as started_at,
        work_date,
        cast(created_at as timestamp) as created_at,
        cast(updated_at as timestamp) as updated_at,
        seconds,
        comment,
        _batch_id,
        _row_number,
        cast(_extracted_at as timestamp) as _extracted_at
    from source
)

select * from renamed
