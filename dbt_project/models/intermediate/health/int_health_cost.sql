with

days as (
    select * from {{ ref('int_health_days') }}
),

earned_value as (
    select * from {{ ref('fct_earned_value') }}
),

budgets as (
    select * from {{ ref('fct_budget') }}
),

-- A version of which a line has no rate yet is not known: the rest of it would pass for the whole.
versions as (
    select
        days.project_code,
        days.as_of_date,
        budgets.budget_version,
        budgets.version_date,
        case when count(*) = count(budgets.base_amount) then sum(budgets.base_amount) end
            as base_amount
    from days
    inner join budgets
        on
            days.project_code = budgets.project_code
            and days.as_of_date >= budgets.version_date
    group by days.project_code, days.as_of_date, budgets.budget_version, budgets.version_date
),

-- The budget in force: the newest that was granted, and of one day the later kind; without one the
-- first forecast ever made.
ranked as (
    select
        *,
        row_number() over (
            partition by project_code, as_of_date
            order by
                case when budget_version in ('original', 'approved', 'revised') then 1 else 2 end,
                case
                    when budget_version in ('original', 'approved', 'revised')
                        then -{{ date_key('version_date') }}
                    else {{ date_key('version_date') }}
                end,
                case budget_version when 'revised' then 1 when 'approved' then 2 else 3 end
        ) as granted_place,
        row_number() over (
            partition by project_code, as_of_date
            order by
                case budget_version when 'forecast' then 1 else 2 end,
                version_date desc
        ) as forecast_place
    from versions
),

overruns as (
    select
        granted.project_code,
        granted.as_of_date,
        cast(forecast.base_amount as double) / nullif(granted.base_amount, 0) - 1 as overrun
    from ranked as granted
    inner join ranked as forecast
        on
            granted.project_code = forecast.project_code
            and granted.as_of_date = forecast.as_of_date
    where
        granted.granted_place = 1
        and forecast.forecast_place = 1
        and forecast.budget_version = 'forecast'
),

final as (
    select
        days.project_code,
        days.as_of_date,
        {{ health_measure(
            'cost', 'cpi', 'earned_value.cpi', 'cpi', true,
            "'Each unit of money spent earned ' || " ~ number_text('earned_value.cpi', 2)
            ~ " || ' of plan (CPI)'"
        ) }}
    from days
    inner join earned_value
        on
            days.project_code = earned_value.project_code
            and days.as_of_date = earned_value.as_of_date
    union all
    select
        project_code,
        as_of_date,
        {{ health_measure(
            'cost', 'overrun', 'overrun', 'cost_overrun', false,
            "'The cost forecast is ' || " ~ percent_text('abs(overrun)')
            ~ " || case when overrun < 0 then ' below' else ' above' end || ' the budget in force'"
        ) }}
    from overruns
)

select * from final
