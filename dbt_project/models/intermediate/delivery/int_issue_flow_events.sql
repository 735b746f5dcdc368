with

issues as (
    select * from {{ ref('int_issues_as_of') }}
),

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
        issues.issue_id,
        issues.project_code,
        least(issues.created_at, coalesce(first_stays.entered_at, issues.created_at)) as begun_at
    from issues
    left join stays as first_stays
        on issues.issue_id = first_stays.issue_id and first_stays.interval_number = 1
),

-- Few issues ever move from one project to another; what they were before counts where they were.
places as (
    select
        issue_id,
        project_code,
        valid_from,
        case when valid_to < {{ as_of_end() }} then valid_to end as valid_to
    from {{ ref('int_issue_project_stays') }}
    where valid_from < {{ as_of_end() }}
),

-- Points count as completed while their issue is done: from the later start to the earlier end.
done_points as (
    select
        points.issue_id,
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

-- What stands for a while: so much of a measure, from one instant to another.
levels as (
    select
        issue_id,
        project_code,
        status_category as measure,
        1 as amount,
        entered_at as valid_from,
        left_at as valid_to
    from stays
    union all
    select
        issue_id,
        project_code,
        'scope_points' as measure,
        story_points as amount,
        valid_from,
        valid_to
    from points
    union all
    select
        issue_id,
        project_code,
        'completed_points' as measure,
        story_points as amount,
        valid_from,
        valid_to
    from done_points
),

placed_levels as (
    select
        coalesce(places.project_code, levels.project_code) as project_code,
        levels.measure,
        levels.amount,
        case
            when places.valid_from > levels.valid_from then places.valid_from
            else levels.valid_from
        end as valid_from,
        case
            when levels.valid_to is null or places.valid_to < levels.valid_to
                then coalesce(places.valid_to, levels.valid_to)
            else levels.valid_to
        end as valid_to
    from levels
    left join places on levels.issue_id = places.issue_id
    where
        places.issue_id is null
        or (
            (levels.valid_to > places.valid_from or levels.valid_to is null)
            and (places.valid_to > levels.valid_from or places.valid_to is null)
        )
),

level_changes as (
    select
        project_code,
        {{ local_day('valid_from') }} as event_date,
        measure,
        amount as change
    from placed_levels
    union all
    select
        project_code,
        {{ local_day('valid_to') }} as event_date,
        measure,
        -amount as change
    from placed_levels
    where valid_to is not null
),

-- What happens at an instant counts where the issue was.
instants as (
    select
        issue_id,
        project_code,
        'created' as measure,
        begun_at as happened_at
    from begun
    union all
    select
        issue_id,
        project_code,
        case when is_completion then 'completed' else 'reopened' end as measure,
        entered_at as happened_at
    from transitions
    where is_completion or is_reopening
),

placed_instants as (
    select
        coalesce(places.project_code, instants.project_code) as project_code,
        {{ local_day('instants.happened_at') }} as event_date,
        instants.measure,
        1 as change
    from instants
    left join places
        on
            instants.issue_id = places.issue_id
            and instants.happened_at >= places.valid_from
            and (instants.happened_at < places.valid_to or places.valid_to is null)
),

-- A move takes the issue along, and its completion where it was done just before.
boundaries as (
    select
        places.issue_id,
        places.project_code,
        places.valid_from as moved_at,
        1 as change
    from places
    inner join issues on places.issue_id = issues.issue_id
    where places.valid_from > issues.created_at
    union all
    select
        issue_id,
        project_code,
        valid_to as moved_at,
        -1 as change
    from places
    where valid_to is not null
),

moves as (
    select
        project_code,
        {{ local_day('moved_at') }} as event_date,
        'moved' as measure,
        change
    from boundaries
    union all
    select
        boundaries.project_code,
        {{ local_day('boundaries.moved_at') }} as event_date,
        'moved_done' as measure,
        boundaries.change
    from boundaries
    inner join stays
        on
            boundaries.issue_id = stays.issue_id
            and boundaries.moved_at > stays.entered_at
            and (boundaries.moved_at <= stays.left_at or stays.left_at is null)
    where stays.status_category = 'done'
),

united as (
    select * from level_changes
    union all
    select * from placed_instants
    union all
    select * from moves
),

final as (
    select
        project_code,
        event_date,
        measure,
        cast(round(sum(change), 2) as decimal(18, 2)) as change
    from united
    group by project_code, event_date, measure
)

select * from final
