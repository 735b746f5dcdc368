with

weeks as (
    select * from {{ ref('int_person_weeks') }}
),

allocations as (
    select * from {{ ref('stg_registers__allocations') }}
),

booked as (
    select * from {{ ref('fct_timesheet') }}
),

people as (
    select * from {{ ref('dim_person') }}
),

projects as (
    select * from {{ ref('dim_project') }}
),

calendar as (
    select * from {{ ref('dim_date') }}
),

planned as (
    select
        coalesce(people.person_id, 'UNKNOWN') as person_id,
        coalesce(projects.project_code, 'UNALLOCATED') as project_code,
        calendar.week_start_date,
        allocations.planned_hours,
        cast(null as decimal(18, 4)) as actual_hours
    from allocations
    inner join calendar on allocations.week_start = calendar.date_day
    left join people on allocations.person_id = people.person_id
    left join projects on allocations.project_code = projects.project_code
),

worked as (
    select
        booked.person_id,
        booked.project_code,
        calendar.week_start_date,
        cast(null as decimal(18, 4)) as planned_hours,
        booked.hours as actual_hours
    from booked
    inner join calendar on booked.work_date = calendar.date_day
),

hours as (
    select * from planned
    union all
    select * from worked
),

-- Nothing planned is 0 where plans are kept at all, and unknown where they are not; so is work.
kept as (
    select
        case when count(planned_hours) > 0 then 0 end as nothing_planned,
        case when count(actual_hours) > 0 then 0 end as nothing_worked
    from hours
),

summed as (
    select
        hours.person_id,
        hours.project_code,
        hours.week_start_date,
        coalesce(sum(hours.planned_hours), max(kept.nothing_planned)) as planned_hours,
        coalesce(sum(hours.actual_hours), max(kept.nothing_worked)) as actual_hours
    from hours
    cross join kept
    group by hours.person_id, hours.project_code, hours.week_start_date
),

final as (
    select
        {{ surrogate_key(['summed.person_id']) }} as person_key,
        summed.person_id,
        {{ surrogate_key(['summed.project_code']) }} as project_key,
        summed.project_code,
        {{ date_key('summed.week_start_date') }} as date_key,
        summed.week_start_date,
        summed.week_start_date > {{ as_of() }} as is_future,
        weeks.capacity_hours,
        weeks.capacity_basis,
        cast(summed.planned_hours as decimal(18, 4)) as planned_hours,
        cast(summed.actual_hours as decimal(18, 4)) as actual_hours,
        cast(summed.planned_hours as double) / nullif(weeks.capacity_hours, 0)
            as planned_utilisation_ratio,
        cast(summed.actual_hours as double) / nullif(weeks.capacity_hours, 0)
            as actual_utilisation_ratio
    from summed
    left join weeks
        on
            summed.person_id = weeks.person_id
            and summed.week_start_date = weeks.week_start_date
)

select * from final
