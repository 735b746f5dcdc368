-- By person, project and week, `fct_resource_week` holds the hours of the allocations and of the
-- timesheet; who or what no register knows is UNKNOWN or UNALLOCATED.
with

weeks as (
    select
        date_day,
        week_start_date
    from {{ ref('dim_date') }}
),

people as (
    select person_id from {{ ref('stg_registers__people') }}
),

projects as (
    select project_code from {{ ref('stg_registers__projects') }}
),

planned as (
    select
        coalesce(people.person_id, 'UNKNOWN') as person_id,
        coalesce(projects.project_code, 'UNALLOCATED') as project_code,
        weeks.week_start_date,
        allocations.planned_hours,
        0 as actual_hours
    from {{ ref('stg_registers__allocations') }} as allocations
    left join weeks on allocations.week_start = weeks.date_day
    left join people on allocations.person_id = people.person_id
    left join projects on allocations.project_code = projects.project_code
),

worked as (
    select
        booked.person_id,
        booked.project_code,
        weeks.week_start_date,
        0 as planned_hours,
        booked.hours as actual_hours
    from {{ ref('fct_timesheet') }} as booked
    left join weeks on booked.work_date = weeks.date_day
),

sides as (
    select
        *,
        0 as published_planned_hours,
        0 as published_actual_hours,
        0 as published_rows
    from planned
    union all
    select
        *,
        0 as published_planned_hours,
        0 as published_actual_hours,
        0 as published_rows
    from worked
    union all
    select
        person_id,
        project_code,
        week_start_date,
        0 as planned_hours,
        0 as actual_hours,
        -- Empty where nobody delivers plans, or bookings: that is to be none of them.
        coalesce(planned_hours, 0) as published_planned_hours,
        coalesce(actual_hours, 0) as published_actual_hours,
        1 as published_rows
    from {{ ref('fct_resource_week') }}
)

select
    person_id,
    project_code,
    week_start_date,
    sum(planned_hours) as planned_hours,
    sum(published_planned_hours) as published_planned_hours,
    sum(actual_hours) as actual_hours,
    sum(published_actual_hours) as published_actual_hours
from sides
group by person_id, project_code, week_start_date
having
    sum(planned_hours) is distinct from sum(published_planned_hours)
    or sum(actual_hours) is distinct from sum(published_actual_hours)
    or sum(published_rows) <> 1
