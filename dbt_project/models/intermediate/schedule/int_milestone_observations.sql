with

milestones as (
    select * from {{ ref('stg_registers__milestones') }}
    where observed_on <= {{ as_of() }}
),

projects as (
    select * from {{ ref('dim_project') }}
),

-- Working days counted through the calendar: the days between two dates are one subtraction.
calendar as (
    select
        date_day,
        sum(case when is_working_day then 1 else 0 end) over (
            order by date_day rows between unbounded preceding and current row
        ) as working_days
    from {{ ref('dim_date') }}
),

first_forecasts as (
    select
        milestone_id,
        forecast_date,
        row_number() over (partition by milestone_id order by observed_on) as place
    from milestones
    where forecast_date is not null
),

dated as (
    select
        milestones.milestone_id,
        milestones.project_code,
        milestones.milestone_name,
        milestones.gate,
        milestones.weight,
        milestones.observed_on,
        milestones.forecast_date,
        milestones.actual_date,
        coalesce(milestones.baseline_date, first_forecasts.forecast_date) as baseline_date,
        milestones.baseline_date is null as is_baseline_derived,
        coalesce(
            milestones.actual_date, milestones.forecast_date, milestones.baseline_date
        ) as expected_date
    from milestones
    left join first_forecasts
        on milestones.milestone_id = first_forecasts.milestone_id and first_forecasts.place = 1
),

sequenced as (
    select
        *,
        lag(expected_date) over (
            partition by milestone_id order by observed_on
        ) as expected_date_before,
        lead(observed_on) over (
            partition by milestone_id order by observed_on
        ) as next_observed_on
    from dated
),

final as (
    select
        sequenced.milestone_id,
        coalesce(projects.project_code, 'UNALLOCATED') as project_code,
        sequenced.project_code as source_project_code,
        sequenced.milestone_name,
        sequenced.gate,
        sequenced.weight,
        sequenced.observed_on,
        coalesce(sequenced.next_observed_on, {{ open_end() }}) as superseded_on,
        sequenced.baseline_date,
        sequenced.is_baseline_derived,
        sequenced.forecast_date,
        sequenced.actual_date,
        sequenced.expected_date,
        baseline_day.working_days as baseline_working_days,
        expected_day.working_days as expected_working_days,
        cast(expected_day.working_days - baseline_day.working_days as integer) as slip_working_days,
        cast(
            {{ days_between('sequenced.expected_date_before', 'sequenced.expected_date') }}
            as integer
        ) as change_days
    from sequenced
    left join projects on sequenced.project_code = projects.project_code
    left join calendar as baseline_day on sequenced.baseline_date = baseline_day.date_day
    left join calendar as expected_day on sequenced.expected_date = expected_day.date_day
)

select * from final
