with

days as (
    select * from {{ ref('int_health_days') }}
),

earned_value as (
    select * from {{ ref('fct_earned_value') }}
),

milestones as (
    select * from {{ ref('int_milestone_observations') }}
),

pace as (
    select
        days.project_code,
        days.as_of_date,
        coalesce(earned_value.spi_t, earned_value.spi) as index_value
    from days
    inner join earned_value
        on
            days.project_code = earned_value.project_code
            and days.as_of_date = earned_value.as_of_date
),

-- Only what is still to come can be mended, so milestones that are done no longer count.
worst_slips as (
    select
        days.project_code,
        days.as_of_date,
        max(milestones.slip_working_days) as slip_working_days
    from days
    inner join milestones
        on
            days.project_code = milestones.project_code
            and days.as_of_date >= milestones.observed_on
            and days.as_of_date < milestones.superseded_on
    where coalesce(milestones.actual_date > days.as_of_date, true)
    group by days.project_code, days.as_of_date
),

final as (
    select
        project_code,
        as_of_date,
        {{ health_measure(
            'schedule', 'spi_t', 'index_value', 'spi', true,
            "'Work is done at ' || " ~ percent_text('index_value')
            ~ " || ' of the planned pace (SPI(t) ' || " ~ number_text('index_value', 2) ~ " || ')'"
        ) }}
    from pace
    union all
    select
        project_code,
        as_of_date,
        {{ health_measure(
            'schedule', 'milestone_slip', 'slip_working_days', 'milestone_slip', false,
            "'The worst open milestone is ' || case when slip_working_days = 0 then 'on' else "
            ~ counted_text('abs(slip_working_days)', 'working day')
            ~ " || case when slip_working_days < 0 then ' ahead of' else ' behind' end end"
            ~ " || ' its baseline'"
        ) }}
    from worst_slips
)

select * from final
