{#-
    The levels of a project's flow agree with each other on every day, and with the issues on the
    last: an issue is to do, in progress or done, and nothing else.
-#}
{% test flow_adds_up(model) %}

with

last_days as (
    select *
    from {{ model }}
    where date_day = {{ as_of() }}
),

issues as (
    select
        project_code,
        count(*) as issues,
        sum(case when is_resolved then 1 else 0 end) as resolved_issues,
        sum(coalesce(story_points, 0)) as story_points,
        sum(case when is_resolved then coalesce(story_points, 0) else 0 end) as resolved_points,
        sum(reopen_count) as reopen_count
    from {{ ref('fct_issue') }}
    group by project_code
),

flow as (
    select reopened_issues as reopen_count
    from {{ model }}
)

select
    project_code,
    date_day,
    'levels disagree' as problem
from {{ model }}
where
    todo_issues + in_progress_issues + done_issues is distinct from scope_issues
    or done_issues is distinct from cumulative_completed_issues
union all
select
    coalesce(last_days.project_code, issues.project_code) as project_code,
    last_days.date_day,
    'disagrees with fct_issue' as problem
from last_days
full join issues on last_days.project_code = issues.project_code
where
    -- Of a project that every issue has left, only zeros stay.
    last_days.scope_issues is distinct from coalesce(issues.issues, 0)
    or last_days.done_issues is distinct from coalesce(issues.resolved_issues, 0)
    -- Points are unknown where nobody ever estimated.
    or coalesce(last_days.scope_points, 0) is distinct from coalesce(issues.story_points, 0)
    or coalesce(last_days.cumulative_completed_points, 0)
    is distinct from coalesce(issues.resolved_points, 0)
union all
-- In all, for an issue that moved was reopened where it was then.
select
    cast(null as {{ dbt.type_string() }}) as project_code,
    cast(null as date) as date_day,
    'reopenings disagree with fct_issue' as problem
from (select sum(reopen_count) as reopen_count from flow) as counted
cross join (select sum(reopen_count) as reopen_count from issues) as expected
where counted.reopen_count is distinct from expected.reopen_count

{% endtest %}
