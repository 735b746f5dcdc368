with

periods as (
    select * from {{ ref('int_baseline_periods') }}
),

report_dates as (
    select * from {{ ref('int_report_dates') }}
),

projects as (
    select * from {{ ref('int_project_as_of') }}
),

versions as (
    select distinct
        project_code,
        baseline_version,
        valid_from,
        valid_to,
        start_date,
        bac,
        planned_duration,
        baseline_finish_date
    from periods
),

-- A finished project's clock stands still, else its pace would worsen for ever.
dated as (
    select
        versions.*,
        report_dates.as_of_date,
        report_dates.is_period_end,
        report_dates.is_current,
        case
            when projects.ev_method in ('points', 'issues', 'hours', 'milestones')
                then projects.ev_method
            else 'manual'
        end as ev_method,
        case
            when projects.actual_finish_date < report_dates.as_of_date
                then projects.actual_finish_date
            else report_dates.as_of_date
        end as clock_date
    from versions
    inner join report_dates
        on
            versions.valid_from <= report_dates.as_of_date
            and versions.valid_to > report_dates.as_of_date
    inner join projects
        on
            versions.project_code = projects.project_code
            and report_dates.as_of_date = projects.as_of_date
),

planned as (
    select
        dated.*,
        periods.pv_from,
        periods.pv_to,
        ({{ months_elapsed('dated.start_date', 'dated.as_of_date') }} - periods.month_from)
        / nullif(periods.month_to - periods.month_from, 0) as share_of_period
    from dated
    left join periods
        on
            dated.project_code = periods.project_code
            and dated.baseline_version = periods.baseline_version
            and dated.valid_from = periods.valid_from
            and dated.as_of_date > periods.ends_after
            and dated.as_of_date <= periods.period_end
),

final as (
    select
        project_code,
        as_of_date,
        is_period_end,
        is_current,
        baseline_version,
        valid_from as plan_valid_from,
        ev_method,
        start_date,
        baseline_finish_date,
        planned_duration,
        bac,
        case
            when as_of_date < start_date then cast(0 as decimal(18, 2))
            when share_of_period is null then bac
            else cast(pv_from + (pv_to - pv_from) * share_of_period as decimal(18, 2))
        end as pv,
        case
            when clock_date >= start_date
                then {{ months_elapsed('start_date', 'clock_date') }}
        end as actual_time
    from planned
)

select * from final
