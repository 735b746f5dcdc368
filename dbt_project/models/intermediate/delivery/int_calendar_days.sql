with

days as (
    {{ all_days('1990-01-01', '2050-12-31') }}
),

-- Two registers may name one holiday; a day is off once.
holidays as (
    select
        holiday_date,
        min(holiday_name) as holiday_name
    from {{ ref('stg_registers__holidays') }}
    where country = '{{ var("country") }}'
    group by holiday_date
),

flagged as (
    select
        days.date_day,
        holidays.holiday_name,
        {{ iso_weekday('days.date_day') }} in ({{ var('working_days') | join(', ') }})
        and holidays.holiday_date is null as is_working_day
    from days
    left join holidays on days.date_day = holidays.holiday_date
),

final as (
    select
        date_day,
        holiday_name,
        is_working_day,
        cast(
            coalesce(
                sum(case when is_working_day then 1 else 0 end) over (
                    order by date_day
                    rows between unbounded preceding and 1 preceding
                ),
                0
            )
            as integer
        ) as working_days_before
    from flagged
)

select * from final
