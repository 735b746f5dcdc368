{#- A view: writing it took as long as its two readers take to work it out again. -#}
{{ config(materialized='view') }}

with

worklogs as (
    select * from {{ ref('stg_jira__worklogs') }}
),

issues as (
    select * from {{ ref('int_issues_as_of') }}
),

landed_issues as (
    select * from {{ ref('stg_jira__issues') }}
),

places as (
    select * from {{ ref('int_issue_project_stays') }}
),

-- Work counts where the issue was when it was done: a move takes no cost along. And work on an
-- issue that never landed, or is kept in quarantine, is work all the same.
final as (
    select
        worklogs.worklog_id,
        worklogs.issue_id,
        issues.issue_key,
        coalesce(places.project_code, issues.project_code, 'UNALLOCATED') as project_code,
        worklogs.author_id,
        worklogs.work_date,
        worklogs.seconds
    from worklogs
    left join issues on worklogs.issue_id = issues.issue_id
    left join landed_issues on worklogs.issue_id = landed_issues.issue_id
    left join places
        on
            worklogs.issue_id = places.issue_id
            and worklogs.work_date >= {{ local_day('places.valid_from') }}
            and coalesce(worklogs.work_date < {{ local_day('places.valid_to') }}, true)
    where
        (issues.issue_id is not null or landed_issues.issue_id is null)
        and worklogs.work_date <= {{ as_of() }}
        and coalesce(worklogs.created_at < {{ as_of_end() }}, true)
)

select * from final
