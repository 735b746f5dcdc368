with

days as (
    select * from {{ ref('int_calendar_days') }}
),

-- A fiscal year bears the number of the calendar year in which it begins.
numbered as (
    select
        *,
        cast(extract(year from date_day) as integer) as calendar_year,
        cast(extract(month from date_day) as integer) as calendar_month,
        cast(
            extract(month from date_day) - {{ var('fiscal_year_start_month') }}
            as integer
        ) as months_into_fiscal_year
    from days
),

fiscal as (
    select
        *,
        case
            when months_into_fiscal_year < 0 then calendar_year - 1 else calendar_year
        end as fiscal_year,
        case
            when months_into_fiscal_year < 0
                then months_into_fiscal_year + 13
            else months_into_fiscal_year + 1
        end as fiscal_month
    from numbered
),

final as (
    select
        {{ date_key('date_day') }} as date_key,
        date_day,
        cast({{ iso_year('date_day') }} as integer) as iso_year,
        cast(extract(week from date_day) as integer) as iso_week,
        cast({{ dbt.date_trunc('week', 'date_day') }} as date) as week_start_date,
        cast({{ dbt.date_trunc('month', 'date_day') }} as date) as month_start_date,
        {{ month_end('date_day') }} as month_end_date,
        cast(extract(quarter from date_day) as integer) as quarter,
        calendar_year,
        fiscal_year,
        cast(ceil(fiscal_month / 3.0) as integer) as fiscal_quarter,
        {{ period_text('fiscal_year', 'fiscal_month') }} as fiscal_period,
        {{ period_text('calendar_year', 'calendar_month') }} as calendar_period,
        is_working_day,
        working_days_before,
        holiday_name,
        date_day = {{ month_end('date_day') }} as is_month_end
    from fiscal
)

select * from final
