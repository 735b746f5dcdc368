with

observations as (
    select * from {{ ref('int_milestone_observations') }}
),

final as (
    select
        {{ surrogate_key(['milestone_id', 'observed_on']) }} as milestone_observation_key,
        {{ surrogate_key(['milestone_id']) }} as milestone_key,
        milestone_id,
        {{ surrogate_key(['project_code']) }} as project_key,
        project_code,
        source_project_code,
        milestone_name,
        observed_on,
        {{ date_key('observed_on') }} as date_key,
        baseline_date,
        is_baseline_derived,
        forecast_date,
        actual_date,
        expected_date,
        slip_working_days,
        change_days
    from observations
)

select * from final
