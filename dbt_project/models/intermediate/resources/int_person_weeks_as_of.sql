with

report_dates as (
    select * from {{ ref('int_report_dates') }}
),

-- All weeks that are spoken of, as they look today, and the weeks that an earlier report date
-- looked ahead to, as they looked then.
weeks as (
    select
        report_dates.as_of_date,
        spoken_of.week_start_date
    from report_dates
    cross join {{ ref('int_resource_weeks') }} as spoken_of
    where report_dates.is_current
    union all
    select distinct
        report_dates.as_of_date,
        planned.week_start_date
    from report_dates
    inner join {{ ref('int_planned_weeks') }} as planned
        on report_dates.as_of_date = planned.as_of_date
    where not report_dates.is_current
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
    select
        *,
        cast({{ dbt.date_trunc('week', 'week_start') }} as date) as week_start_date
    from {{ ref('int_capacity_versions') }}
),

-- A week in which somebody comes, leaves or changes has a part for each stretch of it.
parts as (
    select
        employments.*,
        weeks.week_start_date,
        greatest(weeks.week_start_date, employments.employed_from) as part_from,
        least({{ add_days('weeks.week_start_date', 7) }}, employments.employed_to) as part_to
    from employments
    inner join weeks
        on
            employments.as_of_date = weeks.as_of_date
            and employments.employed_from < {{ add_days('weeks.week_start_date', 7) }}
            and employments.employed_to > weeks.week_start_date
),

measured as (
    select
        parts.as_of_date,
        parts.is_current,
        parts.person_id,
        parts.role,
        parts.department,
        parts.week_start_date,
        (until.working_days_before - since.working_days_before) * parts.hours_of_day as hours,
        row_number() over (
            partition by parts.as_of_date, parts.person_id, parts.week_start_date
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
        as_of_date,
        is_current,
        person_id,
        week_start_date,
        max(case when place = 1 then role end) as role,
        max(case when place = 1 then department end) as department,
        sum(hours) as hours
    from measured
    group by as_of_date, is_current, person_id, week_start_date
),

standing as (
    {{ standing_on(
        'weeks',
        'capacity',
        ['person_id', 'week_start'],
        only='dates.week_start_date = versions.week_start_date',
    ) }}
),

-- Registers may name a week by any of its days.
registered as (
    select
        as_of_date,
        person_id,
        week_start_date,
        sum(capacity_hours) as capacity_hours,
        sum(absence_hours) as absence_hours
    from standing
    group by as_of_date, person_id, week_start_date
),

final as (
    select
        standard.as_of_date,
        standard.is_current,
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
            standard.as_of_date = leave.as_of_date
            and standard.person_id = leave.person_id
            and standard.week_start_date = leave.week_start_date
    left join registered
        on
            standard.as_of_date = registered.as_of_date
            and standard.person_id = registered.person_id
            and standard.week_start_date = registered.week_start_date
)

select * from final
