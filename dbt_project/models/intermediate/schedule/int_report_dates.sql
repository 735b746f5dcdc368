with

baselines as (
    select * from {{ ref('stg_registers__baselines') }}
),

projects as (
    select * from {{ ref('stg_registers__projects') }}
),

actuals as (
    select * from {{ ref('stg_finance__actuals') }}
),

milestones as (
    select * from {{ ref('stg_registers__milestones') }}
),

beginnings as (
    select min(effective_from) as first_date from baselines
    union all
    select min(baseline_start_date) as first_date from projects
    union all
    select min(posting_date) as first_date from actuals
    union all
    select min(observed_on) as first_date from milestones
),

portfolio as (
    select min(first_date) as first_date from beginnings
),

-- Where fiscal periods are cut into weeks, they end within a month.
fiscal_periods as (
    select max(date_day) as period_end_date
    from {{ ref('dim_date') }}
    group by fiscal_period
),

months_back as (
    {{ dbt.generate_series(var('report_months', 120)) }}
),

-- Month ends before the as-of day; a typing error of 1900 in a register costs no thousand months.
month_ends as (
    select {{ month_end(as_of(), '1 - generated_number') }} as as_of_date
    from months_back
),

reported as (
    select month_ends.as_of_date
    from month_ends
    inner join portfolio on month_ends.as_of_date >= portfolio.first_date
    where month_ends.as_of_date <= {{ as_of() }}
    union
    select fiscal_periods.period_end_date as as_of_date
    from fiscal_periods
    inner join portfolio on fiscal_periods.period_end_date >= portfolio.first_date
    where
        fiscal_periods.period_end_date <= {{ as_of() }}
        and fiscal_periods.period_end_date
        >= {{ month_end(as_of(), '1 - ' ~ var('report_months', 120)) }}
    union
    select {{ previous_as_of() }} as as_of_date
    union
    select {{ as_of() }} as as_of_date
),

final as (
    select
        reported.as_of_date,
        fiscal_periods.period_end_date is not null as is_period_end,
        reported.as_of_date = {{ as_of() }} as is_current,
        reported.as_of_date = {{ previous_as_of() }} as is_previous
    from reported
    left join fiscal_periods on reported.as_of_date = fiscal_periods.period_end_date
)

select * from final
