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
    select
        project_code,
        sum(reopened_issues) as reopen_count
    from {{ model }}
    group by project_code
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
left join flow on last_days.project_code = flow.project_code
where
    last_days.scope_issues is distinct from issues.issues
    or last_days.done_issues is distinct from issues.resolved_issues
    -- Points are unknown where nobody ever estimated.
    or coalesce(last_days.scope_points, 0) is distinct from issues.story_points
    or coalesce(last_days.cumulative_completed_points, 0) is distinct from issues.resolved_points
    or flow.reopen_count is distinct from issues.reopen_count

{% endtest %}
