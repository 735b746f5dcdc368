with

people as (
    select * from {{ ref('dim_person') }}
    where person_id <> 'UNKNOWN'
),

capacity as (
    select * from {{ ref('stg_registers__capacity') }}
),

allocations as (
    select * from {{ ref('stg_registers__allocations') }}
),

booked as (
    select * from {{ ref('fct_timesheet') }}
),

demand as (
    select cast(demand_month || '-01' as date) as month_start_date
    from {{ ref('stg_registers__demand') }}
),

calendar as (
    select * from {{ ref('dim_date') }}
),

-- Weeks that anybody says anything about; outside them there is nothing to compare.
spoken_of as (
    select week_start from capacity
    union all
    select week_start from allocations
    union all
    select calendar.week_start_date as week_start
    from booked
    inner join calendar on booked.work_date = calendar.date_day
    union all
    select calendar.week_start_date as week_start
    from demand
    inner join calendar on demand.month_start_date = calendar.month_start_date
),

span as (
    select
        min(week_start) as first_week,
        max(week_start) as last_week
    from spoken_of
),

weeks as (
    select
        calendar.week_start_date,
        sum(case when calendar.is_working_day then 1 else 0 end) as working_days
    from calendar
    inner join span
        on
            calendar.week_start_date >= span.first_week
            and calendar.week_start_date <= span.last_week
    group by calendar.week_start_date
),

-- Registers may name a week by any of its days.
registered as (
    select
        capacity.person_id,
        calendar.week_start_date,
        sum(capacity.capacity_hours) as capacity_hours,
        sum(coalesce(capacity.absence_hours, 0)) as absence_hours
    from capacity
    inner join calendar on capacity.week_start = calendar.date_day
    group by capacity.person_id, calendar.week_start_date
),

employed as (
    select
        people.person_id,
        people.role,
        people.department,
        weeks.week_start_date,
        people.weekly_capacity_hours * weeks.working_days / {{ var('working_days') | length }}
            as standard_hours
    from people
    cross join weeks
    where
        coalesce({{ add_days('weeks.week_start_date', 6) }} >= people.active_from_date, true)
        and coalesce(weeks.week_start_date <= people.active_to_date, true)
),

final as (
    select
        employed.person_id,
        employed.role,
        employed.department,
        employed.week_start_date,
        cast(
            greatest(
                coalesce(
                    registered.capacity_hours - registered.absence_hours, employed.standard_hours
                ),
                0
            ) as decimal(18, 4)
        ) as capacity_hours,
        case when registered.person_id is null then 'standard' else 'register' end
            as capacity_basis
    from employed
    left join registered
        on
            employed.person_id = registered.person_id
            and employed.week_start_date = registered.week_start_date
)

select * from final
