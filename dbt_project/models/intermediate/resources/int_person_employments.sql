{#- Versions of people as stretches of employment, with the hours of one of their working days. -#}
{% set full_week = var('hours_per_day') ~ ' * ' ~ var('working_days') | length %}

with

versions as (
    select * from {{ ref('int_person_versions') }}
),

-- When somebody came and left is what the register says now, also where it said so late.
people as (
    select * from {{ ref('dim_person') }}
),

final as (
    select
        versions.person_id,
        versions.role,
        versions.department,
        coalesce(versions.employment_fraction, 1) as employment_fraction,
        {{ surrogate_key(['versions.country', 'versions.calendar', 'versions.working_days']) }}
            as work_calendar_key,
        cast(
            coalesce(versions.contract_hours, {{ full_week }})
            * coalesce(versions.employment_fraction, 1)
            / coalesce(length(versions.working_days), {{ var('working_days') | length }})
            as decimal(18, 6)
        ) as hours_of_day,
        greatest(versions.valid_from, coalesce(people.active_from_date, versions.valid_from))
            as employed_from,
        least(
            versions.valid_to,
            coalesce({{ add_days('people.active_to_date', 1) }}, versions.valid_to)
        ) as employed_to
    from versions
    inner join people on versions.person_id = people.person_id
)

select * from final
where employed_from < employed_to
