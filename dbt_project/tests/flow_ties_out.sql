-- A project's running totals are the sums of its days, end with its issues, and have a row for
-- each day from the first to the as-of day.
with

flow as (
    select
        project_code,
        count(*) as days,
        min(date_day) as first_day,
        max(date_day) as last_day,
        sum(created_issues) as created_issues,
        max(cumulative_created_issues) as cumulative_created_issues,
        sum(completed_issues) - sum(reopened_issues) as completed_issues,
        max(case when date_day = {{ as_of() }} then cumulative_completed_issues end)
            as cumulative_completed_issues
    from {{ ref('fct_project_flow_daily') }}
    group by project_code
),

issues as (
    select
        project_code,
        count(*) as issues
    from {{ ref('fct_issue') }}
    group by project_code
)

select
    coalesce(flow.project_code, issues.project_code) as project_code,
    flow.days,
    flow.created_issues,
    flow.completed_issues,
    issues.issues
from flow
full join issues on flow.project_code = issues.project_code
where
    flow.last_day is distinct from {{ as_of() }}
    or flow.days is distinct from {{ days_between('flow.first_day', as_of()) }} + 1
    or flow.created_issues is distinct from issues.issues
    or flow.cumulative_created_issues is distinct from issues.issues
    or flow.completed_issues is distinct from flow.cumulative_completed_issues
