-- A project's running totals are the sums of its days, end with the issues, and have a row for
-- each day from the first to the as-of day.
with

flow as (
    select
        project_code,
        count(*) as days,
        min(date_day) as first_day,
        max(date_day) as last_day,
        sum(created_issues) as created_issues,
        max(cumulative_created_issues) as cumulative_created_issues
    from {{ ref('fct_project_flow_daily') }}
    group by project_code
),

-- An issue that moved was created in the project that it was in then, so projects differ here.
created as (
    select
        (select sum(created_issues) from flow) as created_issues,
        (select count(*) from {{ ref('fct_issue') }}) as issues
)

select
    flow.project_code,
    flow.days,
    flow.created_issues,
    flow.cumulative_created_issues as wanted_issues
from flow
where
    flow.last_day is distinct from {{ as_of() }}
    or flow.days is distinct from {{ days_between('flow.first_day', as_of()) }} + 1
    or flow.created_issues is distinct from flow.cumulative_created_issues
union all
select
    'all projects' as project_code,
    0 as days,
    created.created_issues,
    created.issues as wanted_issues
from created
where coalesce(created.created_issues, 0) <> created.issues
