with

days as (
    select * from {{ ref('int_health_days') }}
),

people as (
    select * from {{ ref('dim_person') }}
),

report_dates as (
    select * from {{ ref('int_report_dates') }}
),

-- The four weeks from the reported one on, as the registers had them on that day: what was planned
-- then and could still be changed.
allocations as (
    select
        report_dates.as_of_date,
        versions.person_id,
        versions.project_code,
        versions.week_start,
        versions.planned_hours,
        row_number() over (
            partition by
                report_dates.as_of_date,
                versions.person_id,
                versions.project_code,
                versions.week_start
            order by versions._batch_id desc, versions._row_number desc
        ) as place
    from report_dates
    inner join {{ ref('int_allocation_versions') }} as versions
        on
            versions.week_start > {{ add_days('report_dates.as_of_date', -7) }}
            and versions.week_start <= {{ add_days('report_dates.as_of_date', 21) }}
            and report_dates.as_of_date >= versions.stood_from
            and report_dates.as_of_date < versions.stood_until
),

capacity as (
    select
        report_dates.as_of_date,
        versions.person_id,
        versions.week_start,
        versions.capacity_hours,
        versions.absence_hours,
        row_number() over (
            partition by report_dates.as_of_date, versions.person_id, versions.week_start
            order by versions._batch_id desc, versions._row_number desc
        ) as place
    from report_dates
    inner join {{ ref('int_capacity_versions') }} as versions
        on
            versions.week_start > {{ add_days('report_dates.as_of_date', -7) }}
            and versions.week_start <= {{ add_days('report_dates.as_of_date', 21) }}
            and report_dates.as_of_date >= versions.stood_from
            and report_dates.as_of_date < versions.stood_until
),

planned as (
    select
        as_of_date,
        person_id,
        week_start,
        sum(planned_hours) as planned_hours
    from allocations
    where place = 1
    group by as_of_date, person_id, week_start
),

loads as (
    select
        planned.as_of_date,
        planned.person_id,
        cast(sum(planned.planned_hours) as double)
        / nullif(
            sum(
                coalesce(
                    capacity.capacity_hours - coalesce(capacity.absence_hours, 0),
                    people.weekly_capacity_hours
                )
            ),
            0
        ) as utilisation
    from planned
    inner join people on planned.person_id = people.person_id
    left join capacity
        on
            planned.as_of_date = capacity.as_of_date
            and planned.person_id = capacity.person_id
            and planned.week_start = capacity.week_start
            and capacity.place = 1
    group by planned.as_of_date, planned.person_id
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
            and days.as_of_date = allocations.as_of_date
    where allocations.planned_hours > 0 and allocations.place = 1
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
