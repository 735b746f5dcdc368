with

stays as (
    select * from {{ ref('fct_issue_status_interval') }}
),

transitions as (
    select * from {{ ref('int_issue_status_transitions') }}
),

points as (
    select * from {{ ref('int_issue_points_intervals') }}
),

-- Imports tell of stays from before the issue was created: it counts from the first of them on.
begun as (
    select
        issues.project_code,
        least(issues.created_at, coalesce(first_stays.entered_at, issues.created_at)) as begun_at
    from {{ ref('int_issues_as_of') }} as issues
    left join stays as first_stays
        on issues.issue_id = first_stays.issue_id and first_stays.interval_number = 1
),

creations as (
    select
        project_code,
        {{ local_day('begun_at') }} as event_date,
        'created' as measure,
        1 as change
    from begun
),

stay_changes as (
    select
        project_code,
        {{ local_day('entered_at') }} as event_date,
        status_category as measure,
        1 as change
    from stays
    union all
    select
        project_code,
        {{ local_day('left_at') }} as event_date,
        status_category as measure,
        -1 as change
    from stays
    where left_at is not null
),

completions as (
    select
        project_code,
        {{ local_day('entered_at') }} as event_date,
        case when is_completion then 'completed' else 'reopened' end as measure,
        1 as change
    from transitions
    where is_completion or is_reopening
),

scope_points as (
    select
        project_code,
        {{ local_day('valid_from') }} as event_date,
        'scope_points' as measure,
        story_points as change
    from points
    union all
    select
        project_code,
        {{ local_day('valid_to') }} as event_date,
        'scope_points' as measure,
        -story_points as change
    from points
    where valid_to is not null
),

-- Points count as completed while their issue is done: from the later start to the earlier end.
done_points as (
    select
        points.project_code,
        points.story_points,
        greatest(points.valid_from, stays.entered_at) as valid_from,
        case
            when points.valid_to is null then stays.left_at
            when stays.left_at is null then points.valid_to
            else least(points.valid_to, stays.left_at)
        end as valid_to
    from points
    inner join stays on points.issue_id = stays.issue_id
    where
        stays.status_category = 'done'
        and (points.valid_to > stays.entered_at or points.valid_to is null)
        and (stays.left_at > points.valid_from or stays.left_at is null)
),

completed_points as (
    select
        project_code,
        {{ local_day('valid_from') }} as event_date,
        'completed_points' as measure,
        story_points as change
    from done_points
    union all
    select
        project_code,
        {{ local_day('valid_to') }} as event_date,
        'completed_points' as measure,
        -story_points as change
    from done_points
    where valid_to is not null
),

united as (
    select * from creations
    union all
    select * from stay_changes
    union all
    select * from completions
    union all
    select * from scope_points
    union all
    select * from completed_points
),

final as (
    select
        project_code,
        event_date,
        measure,
        cast(sum(change) as decimal(18, 2)) as change
    from united
    group by project_code, event_date, measure
)

select * from final
