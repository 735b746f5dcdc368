with

days as (
    {{ all_days('1990-01-01', '2050-12-31') }}
),

offsets as (
    {{ utc_offset_rows() }}
),

-- Where days are counted, one that is half off is worked.
exceptions as (
    select * from {{ ref('int_country_days') }}
    where
        country = upper(trim({{ text_literal(var('country')) }}))
        and (is_working_day or coalesce(day_share, 1) >= 1)
),

-- A day begins with the first instant that has its date; where clocks jump over it, with the jump.
begun as (
    select
        days.date_day,
        min(
            greatest(
                offsets.utc_from,
                {{ dbt.dateadd('second', '-offsets.seconds', 'cast(days.date_day as timestamp)') }}
            )
        ) as day_starts_at
    from days
    inner join offsets
        on
            {{ dbt.dateadd('second', '-offsets.seconds', 'cast(days.date_day as timestamp)') }}
            < offsets.utc_to
            and offsets.utc_from < {{ dbt.dateadd('day', 2, 'cast(days.date_day as timestamp)') }}
    group by days.date_day
),

measured as (
    select
        date_day,
        day_starts_at,
        coalesce(
            {{ dbt.datediff(
                'day_starts_at', 'lead(day_starts_at) over (order by date_day)', 'second'
            ) }},
            86400
        ) as day_seconds
    from begun
),

-- A day without a second was left out by clocks that crossed the date line.
flagged as (
    select
        measured.date_day,
        measured.day_starts_at,
        measured.day_seconds,
        case when not exceptions.is_working_day then exceptions.holiday_name end as holiday_name,
        measured.day_seconds > 0
        and coalesce(
            exceptions.is_working_day,
            {{ iso_weekday('measured.date_day') }} in ({{ var('working_days') | join(', ') }})
        ) as is_working_day
    from measured
    left join exceptions on measured.date_day = exceptions.date_day
),

final as (
    select
        date_day,
        day_starts_at,
        cast(day_seconds as integer) as day_seconds,
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
