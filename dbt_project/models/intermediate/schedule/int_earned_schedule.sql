with

baseline as (
    select * from {{ ref('int_baseline_as_of') }}
),

progress as (
    select * from {{ ref('int_percent_complete') }}
),

periods as (
    select * from {{ ref('int_baseline_periods') }}
),

earned as (
    select
        baseline.*,
        progress.earned / progress.total as percent_complete,
        cast(baseline.bac * progress.earned / progress.total as decimal(18, 2)) as ev
    from baseline
    left join progress
        on
            baseline.project_code = progress.project_code
            and baseline.as_of_date = progress.as_of_date
),

-- C, the last point of the plan whose value is earned, and the period that is under way.
under_way as (
    select
        earned.project_code,
        earned.as_of_date,
        periods.month_from,
        periods.month_to,
        periods.pv_from,
        periods.pv_to,
        row_number() over (
            partition by earned.project_code, earned.as_of_date order by periods.period_number desc
        ) as place
    from earned
    inner join periods
        on
            earned.project_code = periods.project_code
            and earned.baseline_version = periods.baseline_version
            and earned.plan_valid_from = periods.valid_from
            and earned.ev >= periods.pv_from
            and earned.planned_duration > periods.month_from
),

final as (
    select
        earned.project_code,
        earned.as_of_date,
        earned.is_period_end,
        earned.is_current,
        earned.baseline_version,
        earned.ev_method,
        earned.start_date,
        earned.baseline_finish_date,
        earned.pv,
        earned.ev,
        earned.bac,
        earned.percent_complete,
        case
            when earned.ev >= earned.bac then earned.planned_duration
            else
                under_way.month_from
                + (earned.ev - under_way.pv_from)
                / nullif(under_way.pv_to - under_way.pv_from, 0)
                * (under_way.month_to - under_way.month_from)
        end as earned_schedule,
        earned.actual_time,
        earned.planned_duration
    from earned
    left join under_way
        on
            earned.project_code = under_way.project_code
            and earned.as_of_date = under_way.as_of_date
            and under_way.place = 1
)

select * from final
