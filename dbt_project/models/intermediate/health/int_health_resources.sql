with

days as (
    select * from {{ ref('int_health_days') }}
),

planned as (
    select * from {{ ref('int_planned_weeks') }}
),

weeks as (
    select * from {{ ref('int_person_weeks_as_of') }}
),

-- Who was called what on the day.
people as (
    select * from {{ ref('int_person_versions') }}
),

-- A week in which somebody is not employed has no hours for a plan.
loads as (
    select
        planned.as_of_date,
        planned.person_id,
        cast(sum(planned.planned_hours) as double)
        / nullif(sum(coalesce(weeks.capacity_hours, 0)), 0) as utilisation
    from (
        select
            as_of_date,
            person_id,
            week_start_date,
            sum(planned_hours) as planned_hours
        from planned
        group by as_of_date, person_id, week_start_date
    ) as planned
    left join weeks
        on
            planned.as_of_date = weeks.as_of_date
            and planned.person_id = weeks.person_id
            and planned.week_start_date = weeks.week_start_date
    group by planned.as_of_date, planned.person_id
),

members as (
    select distinct
        days.project_code,
        days.as_of_date,
        planned.person_id
    from days
    inner join planned
        on
            days.project_code = planned.project_code
            and days.as_of_date = planned.as_of_date
    where planned.planned_hours > 0
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
    inner join people
        on
            members.person_id = people.person_id
            and members.as_of_date >= people.valid_from
            and members.as_of_date < people.valid_to
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
