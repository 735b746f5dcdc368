with

days as (
    select * from {{ ref('int_health_days') }}
),

allocations as (
    select * from {{ ref('stg_registers__allocations') }}
),

capacity as (
    select * from {{ ref('stg_registers__capacity') }}
),

people as (
    select * from {{ ref('dim_person') }}
),

report_dates as (
    select * from {{ ref('int_report_dates') }}
),

planned as (
    select
        person_id,
        week_start,
        sum(planned_hours) as planned_hours
    from allocations
    group by person_id, week_start
),

weeks as (
    select
        planned.person_id,
        planned.week_start,
        planned.planned_hours,
        coalesce(
            capacity.capacity_hours - coalesce(capacity.absence_hours, 0),
            people.weekly_capacity_hours
        ) as capacity_hours
    from planned
    inner join people on planned.person_id = people.person_id
    left join capacity
        on
            planned.person_id = capacity.person_id
            and planned.week_start = capacity.week_start
),

-- The four weeks from the reported one on: what is planned and can still be changed.
loads as (
    select
        report_dates.as_of_date,
        weeks.person_id,
        cast(sum(weeks.planned_hours) as double) / nullif(sum(weeks.capacity_hours), 0)
            as utilisation
    from report_dates
    inner join weeks
        on
            weeks.week_start > {{ add_days('report_dates.as_of_date', -7) }}
            and weeks.week_start <= {{ add_days('report_dates.as_of_date', 21) }}
    group by report_dates.as_of_date, weeks.person_id
),

members as (
    select distinct
        days.project_code,
        days.as_of_date,
        allocations.person_id
    from days
    inner join allocations
        on
            days.project_code = allocations.project_code
            and allocations.week_start > {{ add_days('days.as_of_date', -7) }}
            and allocations.week_start <= {{ add_days('days.as_of_date', 21) }}
    where allocations.planned_hours > 0
),

ranked as (
    select
        members.project_code,
        members.as_of_date,
        people.person_name,
        loads.utilisation,
        row_number() over (
            partition by members.project_code, members.as_of_date
            order by loads.utilisation desc, people.person_name asc
        ) as place
    from members
    inner join loads
        on members.person_id = loads.person_id and members.as_of_date = loads.as_of_date
    inner join people on members.person_id = people.person_id
    where loads.utilisation is not null
),

final as (
    select
        project_code,
        as_of_date,
        {{ health_measure(
            'resources', 'overload', 'utilisation', 'utilisation', false,
            "person_name || ' is planned at ' || " ~ percent_text('utilisation')
            ~ " || ' of capacity over the next four weeks'"
        ) }}
    from ranked
    where place = 1
)

select * from final
