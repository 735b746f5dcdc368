with

-- Another file may move a leave out of sight while the first still tells of it.
leave as (
    select
        *,
        coalesce(
            stood_from < max(stood_until) over (
                partition by leave_id
                order by _batch_id, _row_number
                rows between unbounded preceding and 1 preceding
            ),
            false
        ) as replaces_another
    from {{ ref('int_leave_versions') }}
),

report_dates as (
    select * from {{ ref('int_report_dates') }}
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

-- Of an earlier report date only the weeks that it looked ahead to.
asked as (
    select
        report_dates.as_of_date,
        case
            when report_dates.is_current then span.first_day
            else {{ add_days('report_dates.as_of_date', -6) }}
        end as first_day,
        case
            when report_dates.is_current then span.last_day
            else {{ add_days('report_dates.as_of_date', 27) }}
        end as last_day
    from report_dates
    cross join span
),

standing as (
    {{ standing_on(
        'asked',
        'leave',
        ['leave_id'],
        only='(versions.replaces_another or (versions.starts_on <= dates.last_day'
        ~ ' and versions.ends_on >= dates.first_day))',
    ) }}
),

away as (
    select
        standing.as_of_date,
        standing.person_id,
        standing.day_share,
        {{ days_from_to(
            'greatest(standing.starts_on, asked.first_day)', 'least(standing.ends_on, asked.last_day)'
        ) }} as date_day
    from standing
    inner join asked
        on
            standing.as_of_date = asked.as_of_date
            and standing.starts_on <= asked.last_day
            and standing.ends_on >= asked.first_day
),

-- Two rows of one day take no more than the day, nor more than is worked of it.
by_day as (
    select
        as_of_date,
        person_id,
        date_day,
        cast({{ dbt.date_trunc('week', 'date_day') }} as date) as week_start_date,
        least(sum(day_share), 1) as day_share
    from away
    group by as_of_date, person_id, date_day
),

final as (
    select
        by_day.as_of_date,
        by_day.person_id,
        by_day.week_start_date,
        cast(
            sum(least(by_day.day_share, work_days.work_share) * employments.hours_of_day)
            as decimal(18, 4)
        ) as leave_hours
    from by_day
    inner join employments
        on
            by_day.as_of_date = employments.as_of_date
            and by_day.person_id = employments.person_id
            and by_day.date_day >= employments.employed_from
            and by_day.date_day < employments.employed_to
    inner join work_days
        on
            employments.work_calendar_key = work_days.work_calendar_key
            and by_day.date_day = work_days.date_day
    group by by_day.as_of_date, by_day.person_id, by_day.week_start_date
)

select * from final
