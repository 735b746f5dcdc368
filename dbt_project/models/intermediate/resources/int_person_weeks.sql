with

weeks as (
    select * from {{ ref('int_resource_weeks') }}
),

employments as (
    select * from {{ ref('int_person_employments') }}
),

work_days as (
    select * from {{ ref('int_work_calendar_days') }}
),

leave as (
    select * from {{ ref('int_leave_weeks') }}
),

capacity as (
    select * from {{ ref('stg_registers__capacity') }}
),

calendar as (
    select * from {{ ref('dim_date') }}
),

-- A week in which somebody comes, leaves or changes has a part for each stretch of it.
parts as (
    select
        employments.*,
        weeks.week_start_date,
        greatest(weeks.week_start_date, employments.employed_from) as part_from,
        least(weeks.next_week_start_date, employments.employed_to) as part_to
    from employments
    inner join weeks
        on
            employments.employed_from < weeks.next_week_start_date
            and employments.employed_to > weeks.week_start_date
),

measured as (
    select
        parts.person_id,
        parts.role,
        parts.department,
        parts.week_start_date,
        (until.working_days_before - since.working_days_before) * parts.hours_of_day as hours,
        row_number() over (
            partition by parts.person_id, parts.week_start_date
            order by parts.part_from desc
        ) as place
    from parts
    inner join work_days as since
        on
            parts.work_calendar_key = since.work_calendar_key
            and parts.part_from = since.date_day
    inner join work_days as until
        on
            parts.work_calendar_key = until.work_calendar_key
            and parts.part_to = until.date_day
),

standard as (
    select
        person_id,
        week_start_date,
        max(case when place = 1 then role end) as role,
        max(case when place = 1 then department end) as department,
        sum(hours) as hours
    from measured
    group by person_id, week_start_date
),

-- Registers may name a week by any of its days.
registered as (
    select
        capacity.person_id,
        calendar.week_start_date,
        sum(capacity.capacity_hours) as capacity_hours,
        sum(capacity.absence_hours) as absence_hours
    from capacity
    inner join calendar on capacity.week_start = calendar.date_day
    group by capacity.person_id, calendar.week_start_date
),

final as (
    select
        standard.person_id,
        standard.role,
        standard.department,
        standard.week_start_date,
        cast(
            coalesce(registered.absence_hours, leave.leave_hours, 0) as decimal(18, 4)
        ) as absence_hours,
        cast(
            greatest(
                coalesce(registered.capacity_hours, standard.hours)
                - coalesce(registered.absence_hours, leave.leave_hours, 0),
                0
            ) as decimal(18, 4)
        ) as capacity_hours,
        case when registered.person_id is null then 'standard' else 'register' end
            as capacity_basis
    from standard
    left join leave
        on
            standard.person_id = leave.person_id
            and standard.week_start_date = leave.week_start_date
    left join registered
        on
            standard.person_id = registered.person_id
            and standard.week_start_date = registered.week_start_date
)

select * from final
