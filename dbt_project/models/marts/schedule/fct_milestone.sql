with

observations as (
    select * from {{ ref('int_milestone_observations') }}
),

latest as (
    select *
    from observations
    where {{ as_of() }} >= observed_on and {{ as_of() }} < superseded_on
),

previous as (
    select *
    from observations
    where {{ previous_as_of() }} >= observed_on and {{ previous_as_of() }} < superseded_on
),

final as (
    select
        {{ surrogate_key(['latest.milestone_id']) }} as milestone_key,
        latest.milestone_id,
        {{ surrogate_key(['latest.project_code']) }} as project_key,
        latest.project_code,
        latest.source_project_code,
        latest.milestone_name,
        latest.gate,
        latest.weight,
        latest.baseline_date,
        latest.is_baseline_derived,
        latest.forecast_date,
        latest.actual_date,
        latest.expected_date,
        latest.slip_working_days,
        previous.expected_date as previous_expected_date,
        cast(
            latest.expected_working_days - previous.expected_working_days as integer
        ) as slip_since_previous_working_days,
        case
            when latest.actual_date <= {{ as_of() }} then 'done'
            when latest.expected_date < {{ as_of() }} then 'late'
            when latest.slip_working_days > 0 then 'slipping'
            when latest.expected_date is null then 'not_scheduled'
            else 'on_track'
        end as status,
        latest.observed_on
    from latest
    left join previous on latest.milestone_id = previous.milestone_id
)

select * from final
