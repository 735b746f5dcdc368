with

weeks as (
    select * from {{ ref('int_person_weeks') }}
),

plans as (
    select * from {{ ref('fct_resource_week') }}
    where planned_hours > 0
),

people as (
    select * from {{ ref('dim_person') }}
),

projects as (
    select * from {{ ref('dim_project') }}
),

employed as (
    select
        weeks.person_id,
        weeks.role,
        weeks.department,
        weeks.week_start_date,
        weeks.capacity_hours,
        coalesce(sum(plans.planned_hours), 0) as planned_hours,
        count(plans.project_code) as project_count
    from weeks
    left join plans
        on
            weeks.person_id = plans.person_id
            and weeks.week_start_date = plans.week_start_date
    group by
        weeks.person_id,
        weeks.role,
        weeks.department,
        weeks.week_start_date,
        weeks.capacity_hours
),

-- Who has left, or has yet to come, has no hours: a plan that counts on them is one too many.
unemployed as (
    select
        plans.person_id,
        people.role,
        people.department,
        plans.week_start_date,
        cast(0 as decimal(18, 4)) as capacity_hours,
        sum(plans.planned_hours) as planned_hours,
        count(*) as project_count
    from plans
    inner join people on plans.person_id = people.person_id
    left join weeks
        on
            plans.person_id = weeks.person_id
            and plans.week_start_date = weeks.week_start_date
    where weeks.person_id is null and plans.person_id <> 'UNKNOWN'
    group by plans.person_id, people.role, people.department, plans.week_start_date
),

loads as (
    select * from employed
    union all
    select * from unemployed
),

overloads as (
    select * from loads
    where planned_hours > capacity_hours
),

-- The most important project first; among equals the one that wants most.
ranked as (
    select
        plans.person_id,
        plans.week_start_date,
        plans.project_code,
        projects.priority,
        plans.planned_hours,
        row_number() over (
            partition by plans.person_id, plans.week_start_date
            order by
                coalesce(projects.priority, 999999) asc,
                plans.planned_hours desc,
                plans.project_code asc
        ) as place,
        row_number() over (
            partition by plans.person_id, plans.week_start_date
            order by
                coalesce(projects.priority, 999999) desc,
                plans.planned_hours asc,
                plans.project_code desc
        ) as place_from_last
    from plans
    inner join overloads
        on
            plans.person_id = overloads.person_id
            and plans.week_start_date = overloads.week_start_date
    left join projects on plans.project_code = projects.project_code
),

rivals as (
    select
        person_id,
        week_start_date,
        {{ ordered_text_list(
            "project_code || ' (' || cast(cast(round(planned_hours, 1) as decimal(9, 1)) as "
            ~ dbt.type_string() ~ ") || ' h)'",
            'place'
        ) }} as competing_projects,
        max(case when place_from_last = 1 then project_code end) as yielding_project_code
    from ranked
    group by person_id, week_start_date
),

-- Who could take over: the same role, in the same week, with hours to spare.
helpers as (
    select
        overloads.person_id,
        overloads.week_start_date,
        people.person_name,
        loads.capacity_hours - loads.planned_hours as free_hours,
        row_number() over (
            partition by overloads.person_id, overloads.week_start_date
            order by loads.capacity_hours - loads.planned_hours desc, people.person_id asc
        ) as place
    from overloads
    inner join loads
        on
            overloads.role = loads.role
            and overloads.week_start_date = loads.week_start_date
            and overloads.person_id <> loads.person_id
    inner join people on loads.person_id = people.person_id
    where loads.capacity_hours > loads.planned_hours
),

free as (
    select
        person_id,
        week_start_date,
        sum(free_hours) as free_hours,
        {{ ordered_text_list(
            "case when place <= 3 then person_name || ' ("
            ~ "' || cast(cast(round(free_hours, 1) as decimal(9, 1)) as " ~ dbt.type_string()
            ~ ") || ' h)' end",
            'place'
        ) }} as free_people
    from helpers
    group by person_id, week_start_date
),

final as (
    select
        {{ surrogate_key(['overloads.person_id']) }} as person_key,
        overloads.person_id,
        people.person_name,
        overloads.role,
        overloads.department,
        {{ date_key('overloads.week_start_date') }} as date_key,
        overloads.week_start_date,
        overloads.week_start_date > {{ as_of() }} as is_future,
        overloads.capacity_hours,
        cast(overloads.planned_hours as decimal(18, 4)) as planned_hours,
        cast(overloads.planned_hours - overloads.capacity_hours as decimal(18, 4))
            as over_allocated_hours,
        cast(overloads.planned_hours as double) / nullif(overloads.capacity_hours, 0)
            as utilisation_ratio,
        cast(overloads.project_count as integer) as project_count,
        rivals.competing_projects,
        {{ surrogate_key(['rivals.yielding_project_code']) }} as yielding_project_key,
        rivals.yielding_project_code,
        cast(coalesce(free.free_hours, 0) as decimal(18, 4)) as free_hours_in_role,
        free.free_people
    from overloads
    inner join rivals
        on
            overloads.person_id = rivals.person_id
            and overloads.week_start_date = rivals.week_start_date
    inner join people on overloads.person_id = people.person_id
    left join free
        on
            overloads.person_id = free.person_id
            and overloads.week_start_date = free.week_start_date
)

select * from final
