with

reported as (
    select
        project_code,
        as_of_date,
        ev_method
    from {{ ref('int_baseline_as_of') }}
),

flow as (
    select * from {{ ref('fct_project_flow_daily') }}
),

hours_worked as (
    select * from {{ ref('int_hours_worked_to_date') }}
),

milestones as (
    select * from {{ ref('int_milestone_observations') }}
),

-- A bare 1 is all of it as a share and next to nothing in percent: where the project's own reports
-- do not tell, the others of its file do.
progress as (
    select
        *,
        lead(as_of) over (partition by project_code order by as_of) as next_as_of,
        max(percent_complete) over (partition by project_code) > 1
        or (
            max(percent_complete) over (partition by _source_file) > 1
            and max(case when percent_complete > 0 and percent_complete < 1 then 1 else 0 end)
                over (partition by project_code)
            = 0
        ) as is_in_percent
    from {{ ref('stg_registers__progress') }}
),

by_jira as (
    select
        reported.project_code,
        reported.as_of_date,
        case
            when reported.ev_method = 'points' then flow.cumulative_completed_points
            else flow.done_issues
        end as earned,
        case
            when reported.ev_method = 'points' then flow.scope_points
            else flow.scope_issues
        end as total
    from reported
    inner join flow
        on reported.project_code = flow.project_code and reported.as_of_date = flow.date_day
    where reported.ev_method in ('points', 'issues')
),

milestones_known as (
    select
        reported.project_code,
        reported.as_of_date,
        milestones.weight,
        case when milestones.actual_date <= reported.as_of_date then 1 else 0 end as is_reached
    from reported
    inner join milestones
        on
            reported.project_code = milestones.project_code
            and reported.as_of_date >= milestones.observed_on
            and reported.as_of_date < milestones.superseded_on
    where reported.ev_method = 'milestones'
),

by_milestones as (
    select
        project_code,
        as_of_date,
        sum(weight * is_reached) as earned_weight,
        sum(weight) as total_weight,
        sum(is_reached) as reached,
        count(*) as known
    from milestones_known
    group by project_code, as_of_date
),

by_hand as (
    select
        reported.project_code,
        reported.as_of_date,
        progress.percent_complete as earned,
        case when progress.is_in_percent then 100 else 1 end as total
    from reported
    inner join progress
        on
            reported.project_code = progress.project_code
            and reported.as_of_date >= progress.as_of
            and (reported.as_of_date < progress.next_as_of or progress.next_as_of is null)
    where reported.ev_method = 'manual'
),

united as (
    select * from by_jira
    union all
    select
        project_code,
        as_of_date,
        spent_hours as earned,
        total_hours as total
    from hours_worked
    union all
    -- Milestones that nobody weighted weigh the same.
    select
        project_code,
        as_of_date,
        case when total_weight > 0 then earned_weight else reached end as earned,
        case when total_weight > 0 then total_weight else known end as total
    from by_milestones
    union all
    select * from by_hand
),

final as (
    select
        project_code,
        as_of_date,
        cast(greatest(0, least(earned, total)) as decimal(18, 6)) as earned,
        cast(total as decimal(18, 6)) as total
    from united
    where total > 0
)

select * from final
