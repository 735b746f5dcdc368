-- By role, `fct_demand_capacity` holds the hours that the registers demand, plan and can give.
-- Weeks are shared out between months, so plans and capacity tie out over all months, to rounding.
with

sides as (
    select
        coalesce(role, 'UNKNOWN') as role,
        hours as demand_hours,
        0 as capacity_hours,
        0 as planned_hours,
        0 as published_months
    from {{ ref('stg_registers__demand') }}
    union all
    select
        coalesce(role, 'UNKNOWN') as role,
        0 as demand_hours,
        capacity_hours,
        0 as planned_hours,
        0 as published_months
    from {{ ref('int_person_weeks') }}
    union all
    select
        coalesce(available.role, people.role, 'UNKNOWN') as role,
        0 as demand_hours,
        0 as capacity_hours,
        weeks.planned_hours,
        0 as published_months
    from {{ ref('fct_resource_week') }} as weeks
    left join {{ ref('int_person_weeks') }} as available
        on
            weeks.person_id = available.person_id
            and weeks.week_start_date = available.week_start_date
    left join {{ ref('stg_registers__people') }} as people on weeks.person_id = people.person_id
    union all
    select
        role,
        -coalesce(demand_hours, 0) as demand_hours,
        -coalesce(capacity_hours, 0) as capacity_hours,
        -coalesce(planned_hours, 0) as planned_hours,
        1 as published_months
    from {{ ref('fct_demand_capacity') }}
)

select
    role,
    sum(demand_hours) as demand_hours_missing,
    sum(capacity_hours) as capacity_hours_missing,
    sum(planned_hours) as planned_hours_missing
from sides
group by role
having
    sum(demand_hours) is distinct from 0
    or coalesce(abs(sum(capacity_hours)) > 0.0001 * sum(published_months), true)
    or coalesce(abs(sum(planned_hours)) > 0.0001 * sum(published_months), true)
