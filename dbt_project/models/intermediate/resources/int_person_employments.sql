{#-
    Versions of people as stretches of employment, with the hours of one of their working days: as
    all is known today, and of those who were planned on an earlier report date as it was known then.
-#}
{% set full_week = var('hours_per_day') ~ ' * ' ~ var('working_days') | length %}

with

versions as (
    select * from {{ ref('int_person_versions') }}
),

asked as (
    select distinct
        versions.person_id,
        report_dates.as_of_date,
        report_dates.is_current
    from versions
    cross join {{ ref('int_report_dates') }} as report_dates
    where report_dates.is_current
    union all
    select distinct
        planned.person_id,
        report_dates.as_of_date,
        report_dates.is_current
    from {{ ref('int_planned_weeks') }} as planned
    inner join {{ ref('int_report_dates') }} as report_dates
        on planned.as_of_date = report_dates.as_of_date
    where not report_dates.is_current
),

-- When somebody came and left is what the register said last, also where it said so late.
known as (
    select
        asked.as_of_date,
        asked.is_current,
        versions.*,
        lead(versions.valid_from) over in_time as known_to,
        first_value(versions.active_from) over newest_first as came_on,
        first_value(versions.active_to) over newest_first as left_on,
        first_value(versions.told_until) over newest_first as gone_on
    from asked
    inner join versions
        on asked.person_id = versions.person_id and asked.as_of_date >= versions.told_on
    window
        in_time as (
            partition by asked.as_of_date, versions.person_id order by versions.valid_from
        ),
        newest_first as (
            partition by asked.as_of_date, versions.person_id
            order by versions.told_on desc, versions.version_number desc
        )
),

-- Whom the register names no more has left, also where it never said so.
dated as (
    select
        *,
        greatest(valid_from, coalesce(came_on, valid_from)) as employed_from,
        least(
            coalesce(known_to, {{ open_end() }}),
            coalesce(
                {{ add_days('left_on', 1) }},
                case when gone_on <= as_of_date then gone_on end,
                {{ open_end() }}
            )
        ) as employed_to
    from known
),

final as (
    select
        as_of_date,
        is_current,
        person_id,
        person_name,
        role,
        department,
        coalesce(employment_fraction, 1) as employment_fraction,
        {{ surrogate_key(['country', 'calendar', 'working_days']) }} as work_calendar_key,
        cast(
            coalesce(contract_hours, {{ full_week }})
            * coalesce(employment_fraction, 1)
            / coalesce(length(working_days), {{ var('working_days') | length }})
            as decimal(18, 6)
        ) as hours_of_day,
        employed_from,
        employed_to
    from dated
    where employed_from < employed_to
)

select * from final
