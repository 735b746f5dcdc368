{#-
    On which days people work: one calendar for all who share country, named calendar and weekdays.
    The working days before a day make any span a difference, so no person needs a row a day.
-#}
with

calendars as (
    select distinct
        country,
        calendar,
        working_days
    from {{ ref('int_person_versions') }}
),

-- Weeks that are spoken of, and those that a past report looked ahead to.
weeks as (
    select
        min(week_start_date) as first_day,
        max(next_week_start_date) as last_day
    from (
        select
            week_start_date,
            next_week_start_date
        from {{ ref('int_resource_weeks') }}
        union all
        select
            week_start_date,
            {{ add_days('week_start_date', 7) }} as next_week_start_date
        from {{ ref('int_planned_weeks') }}
    ) as spoken_of
),

days as (
    select
        calendar_days.date_day,
        calendar_days.day_seconds,
        cast({{ iso_weekday('calendar_days.date_day') }} as {{ dbt.type_string() }}) as weekday
    from {{ ref('int_calendar_days') }} as calendar_days
    inner join weeks
        on
            calendar_days.date_day >= weeks.first_day
            and calendar_days.date_day <= weeks.last_day
),

country_days as (
    select * from {{ ref('int_country_days') }}
),

own_days as (
    select * from {{ ref('stg_registers__calendars') }}
),

placed as (
    select
        calendars.country,
        calendars.calendar,
        calendars.working_days,
        days.date_day,
        days.day_seconds,
        coalesce(calendars.working_days, '{{ var("working_days") | join("") }}')
        like '%' || days.weekday || '%' as is_weekday,
        coalesce(own_days.is_working_day, country_days.is_working_day) as said,
        case
            when own_days.calendar is null then country_days.day_share
            else own_days.day_share
        end as day_share
    from calendars
    cross join days
    left join country_days
        on
            calendars.country = country_days.country
            and days.date_day = country_days.date_day
    left join own_days
        on
            calendars.calendar = own_days.calendar
            and days.date_day = own_days.calendar_date
),

-- A day worked in exchange for another is nobody's who has weekdays of their own.
flagged as (
    select
        country,
        calendar,
        working_days,
        date_day,
        cast(
            case
                when day_seconds <= 0 then 0
                when is_weekday and not coalesce(said, true) then 1 - coalesce(day_share, 1)
                when is_weekday then 1
                when coalesce(said, false) and working_days is null then 1
                else 0
            end as decimal(18, 4)
        ) as work_share
    from placed
),

final as (
    select
        {{ surrogate_key(['country', 'calendar', 'working_days']) }} as work_calendar_key,
        date_day,
        work_share > 0 as is_working_day,
        work_share,
        cast(
            coalesce(
                sum(work_share) over (
                    partition by country, calendar, working_days
                    order by date_day
                    rows between unbounded preceding and 1 preceding
                ),
                0
            ) as decimal(18, 4)
        ) as working_days_before
    from flagged
)

select * from final
