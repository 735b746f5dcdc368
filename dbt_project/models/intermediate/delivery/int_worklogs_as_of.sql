with

worklogs as (
    select * from {{ ref('stg_jira__worklogs') }}
),

issues as (
    select * from {{ ref('int_issues_as_of') }}
),

deletions as (
    select * from {{ ref('stg_jira__deletions') }}
    where entity = 'worklog'
),

-- Jira deletes an issue's worklogs with the issue, so they leave with it.
final as (
    select
        worklogs.worklog_id,
        worklogs.issue_id,
        issues.issue_key,
        issues.project_code,
        worklogs.author_id,
        worklogs.work_date,
        worklogs.seconds
    from worklogs
    inner join issues on worklogs.issue_id = issues.issue_id
    left join deletions
        on
            worklogs.worklog_id = deletions.entity_id
            and worklogs._batch_id <= deletions._batch_id
            and coalesce(deletions.deleted_at < {{ as_of_end() }}, true)
    where
        deletions.entity_id is null
        and worklogs.work_date <= {{ as_of() }}
        and coalesce(worklogs.created_at < {{ as_of_end() }}, true)
)

select * from final
