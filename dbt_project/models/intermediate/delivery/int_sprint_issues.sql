{#- What every issue was to every sprint it has been in: there at the start, added, gone, done. -#}
with

sprints as (
    select
        sprint_id,
        start_at,
        least(
            coalesce(completed_at, {{ as_of_end() }}), {{ as_of_end() }}
        ) as counted_until
    from {{ ref('stg_jira__sprints') }}
    where start_at < {{ as_of_end() }}
),

intervals as (
    select
        issue_id,
        valid_from,
        coalesce(valid_to, cast({{ open_end() }} as timestamp)) as valid_to,
        {{ split_to_rows('value', '\\s*,\\s*') }} as sprint_id
    from {{ ref('int_issue_field_intervals') }}
    where field = 'sprint' and value is not null
),

issues as (
    select * from {{ ref('int_issues_as_of') }}
),

-- Ends that never come, rather than nulls: a join that asks for either compares every pair.
points as (
    select
        issue_id,
        story_points,
        valid_from,
        coalesce(valid_to, cast({{ open_end() }} as timestamp)) as valid_to
    from {{ ref('int_issue_points_intervals') }}
),

stays as (
    select
        issue_id,
        status_category,
        entered_at,
        coalesce(left_at, cast({{ open_end() }} as timestamp)) as left_at
    from {{ ref('fct_issue_status_interval') }}
),

memberships as (
    select
        sprints.sprint_id,
        sprints.start_at,
        sprints.counted_until,
        intervals.issue_id,
        max(case when intervals.valid_from <= sprints.start_at then 1 else 0 end) = 1
            as is_committed,
        max(case when intervals.valid_to >= sprints.counted_until then 1 else 0 end) = 1
            as is_in_at_end,
        min(intervals.valid_from) as first_in_at,
        max(intervals.valid_to) as last_out_at
    from sprints
    inner join intervals
        on
            sprints.sprint_id = intervals.sprint_id
            and sprints.start_at < intervals.valid_to
            and sprints.counted_until > intervals.valid_from
    group by
        sprints.sprint_id, sprints.start_at, sprints.counted_until, intervals.issue_id
),

-- An issue counts with the points that it had when it came, and when it went or the sprint ended.
timed as (
    select
        *,
        case when is_committed then start_at else first_in_at end as came_at,
        case when is_in_at_end then counted_until else last_out_at end as went_at
    from memberships
),

final as (
    select
        timed.sprint_id,
        timed.issue_id,
        issues.project_code,
        timed.is_committed,
        timed.is_in_at_end,
        coalesce(points_before.story_points, 0) as points_before,
        coalesce(points_after.story_points, 0) as points_after,
        timed.is_in_at_end and coalesce(stays.status_category = 'done', false) as is_completed
    from timed
    inner join issues on timed.issue_id = issues.issue_id
    left join points as points_before
        on
            timed.issue_id = points_before.issue_id
            and timed.came_at >= points_before.valid_from
            and timed.came_at < points_before.valid_to
    left join points as points_after
        on
            timed.issue_id = points_after.issue_id
            and timed.went_at > points_after.valid_from
            and timed.went_at <= points_after.valid_to
    left join stays
        on
            timed.issue_id = stays.issue_id
            and timed.went_at > stays.entered_at
            and timed.went_at <= stays.left_at
)

select * from final
