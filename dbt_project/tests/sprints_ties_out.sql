-- What was committed and added to a sprint, less what was removed, was completed or carried over,
-- by issues and, with re-estimates, by points; every issue that Jira says was in it counts.
with

members as (
    select
        sprint_id,
        count(*) as issues,
        sum(case when is_in_at_end and not is_completed then 1 else 0 end) as carried_issues,
        sum(case when is_in_at_end and not is_completed then points_after else 0 end)
            as carried_points
    from {{ ref('int_sprint_issues') }}
    group by sprint_id
),

sprints as (
    select
        sprint_id,
        start_at,
        least(coalesce(completed_at, {{ as_of_end() }}), {{ as_of_end() }}) as ended_at
    from {{ ref('stg_jira__sprints') }}
),

memberships as (
    select
        issue_id,
        valid_from,
        valid_to,
        {{ split_to_rows('value', '\\s*,\\s*') }} as sprint_id
    from {{ ref('int_issue_field_intervals') }}
    where field = 'sprint' and value is not null
),

spoken_of as (
    select
        sprints.sprint_id,
        count(distinct intervals.issue_id) as issues
    from sprints
    inner join memberships as intervals on sprints.sprint_id = intervals.sprint_id
    inner join {{ ref('fct_issue') }} as issues on intervals.issue_id = issues.issue_id
    where
        sprints.start_at < {{ as_of_end() }}
        and coalesce(intervals.valid_to > sprints.start_at, true)
        and intervals.valid_from < sprints.ended_at
    group by sprints.sprint_id
)

select
    published.sprint_id,
    published.committed_issues,
    published.added_issues,
    published.removed_issues,
    published.completed_issues,
    members.carried_issues,
    spoken_of.issues as issues_spoken_of
from {{ ref('fct_sprint') }} as published
full join sprints on published.sprint_id = sprints.sprint_id
left join members on published.sprint_id = members.sprint_id
left join spoken_of on published.sprint_id = spoken_of.sprint_id
where
    published.sprint_id is null
    or sprints.sprint_id is null
    or members.issues is distinct from spoken_of.issues
    or published.committed_issues + published.added_issues is distinct from members.issues
    or published.committed_issues + published.added_issues - published.removed_issues
    is distinct from published.completed_issues + members.carried_issues
    -- Points are empty where nobody ever estimated.
    or coalesce(published.committed_points, 0)
    + coalesce(published.added_points, 0)
    + coalesce(published.reestimated_points, 0)
    - coalesce(published.removed_points, 0)
    is distinct from
    coalesce(published.completed_points, 0) + coalesce(members.carried_points, 0)
