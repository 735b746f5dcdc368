with

leave as (
    select * from {{ ref('stg_registers__leave') }}
),

employments as (
    select * from {{ ref('int_person_employments') }}
),

work_days as (
    select * from {{ ref('int_work_calendar_days') }}
    where is_working_day
),

span as (
    select
        min(date_day) as first_day,
        max(date_day) as last_day
    from work_days
),

away as (
    select
        leave.person_id,
        leave.day_share,
        {{ days_from_to(
            'greatest(leave.starts_on, span.first_day)', 'least(leave.ends_on, span.last_day)'
        ) }} as date_day
    from leave
    inner join span
        on
            leave.starts_on <= span.last_day
            and leave.ends_on >= span.first_day
),

-- Two rows of one day take no more than the day, nor more than is worked of it.
by_day as (
    select
        person_id,
        date_day,
        least(sum(day_share), 1) as day_share
    from away
    group by person_id, date_day
),

final as (
    select
        by_day.person_id,
        cast({{ dbt.date_trunc('week', 'by_day.date_day') }} as date) as week_start_date,
        cast(
            sum(least(by_day.day_share, work_days.work_share) * employments.hours_of_day)
            as decimal(18, 4)
        ) as leave_hours
    from by_day
    inner join employments
        on
            by_day.person_id = employments.person_id
            and by_day.date_day >= employments.employed_from
            and by_day.date_day < employments.employed_to
    inner join work_days
        on
            employments.work_calendar_key = work_days.work_calendar_key
            and by_day.date_day = work_days.date_day
    group by by_day.person_id, cast({{ dbt.date_trunc('week', 'by_day.date_day') }} as date)
)

select * from final
