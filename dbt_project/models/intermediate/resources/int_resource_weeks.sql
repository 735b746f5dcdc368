with

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

final as (
    select
        calendar.week_start_date,
        {{ add_days('calendar.week_start_date', 7) }} as next_week_start_date
    from calendar
    inner join span
        on
            -- A register may name its first week by any day of it.
            {{ add_days('calendar.week_start_date', 7) }} > span.first_week
            and calendar.week_start_date <= span.last_week
    group by calendar.week_start_date
)

select * from final
