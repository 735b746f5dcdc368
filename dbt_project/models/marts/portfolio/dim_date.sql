with

days as (
    select * from {{ ref('int_calendar_days') }}
),

fiscal_years as (
    {{ fiscal_year_rows() }}
),

placed as (
    select
        days.*,
        fiscal_years.fiscal_year,
        fiscal_years.starts_on as fiscal_year_start_date,
        {{ fiscal_week('fiscal_years.starts_on', 'days.date_day') }} as fiscal_week,
        cast(extract(year from days.date_day) as integer) as calendar_year,
        cast(extract(month from days.date_day) as integer) as calendar_month
    from days
    inner join fiscal_years
        on
            days.date_day >= fiscal_years.starts_on
            and days.date_day < fiscal_years.next_starts_on
),

numbered as (
    select
        *,
        {{ fiscal_month('fiscal_year_start_date', 'date_day', 'fiscal_week') }} as fiscal_month
    from placed
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
        fiscal_week,
        fiscal_year_start_date,
        min(date_day) over (partition by fiscal_year, fiscal_month) as fiscal_period_start_date,
        max(date_day) over (partition by fiscal_year, fiscal_month) as fiscal_period_end_date,
        {{ period_text('calendar_year', 'calendar_month') }} as calendar_period,
        is_working_day,
        working_days_before,
        holiday_name,
        date_day = {{ month_end('date_day') }} as is_month_end
    from numbered
)

select * from final
