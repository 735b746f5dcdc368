{#- A table: every staging model of what hangs on an issue reads it. -#}
{{ config(materialized='table') }}

with

verdicts as (
    select * from {{ ref('stg_jira__deletions') }}
    where entity = 'issue'
),

landed as (
    select
        issue_id,
        max(_batch_id) as _batch_id
    from ({{ accepted('jira', 'issues') }}) as accepted
    group by issue_id
),

-- An issue that landed again after it was missed had only been out of sight. One that left after
-- the day reported was still there on it.
final as (
    select
        verdicts.entity_id as issue_id,
        verdicts.classification,
        verdicts.jira_project_key,
        verdicts.issue_key,
        verdicts.deleted_at,
        verdicts._batch_id
    from verdicts
    left join landed
        on
            verdicts.entity_id = landed.issue_id
            and verdicts._batch_id < landed._batch_id
    where
        landed.issue_id is null
        and verdicts.classification in ('deleted', 'moved')
        and coalesce(verdicts.deleted_at < {{ as_of_end() }}, true)
)

select * from final
