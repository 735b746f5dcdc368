with

demand as (
    select * from {{ ref('stg_registers__demand') }}
),

weeks as (
    select * from {{ ref('int_person_weeks') }}
),

plans as (
    select * from {{ ref('fct_resource_week') }}
),

people as (
    select * from {{ ref('dim_person') }}
),

months as (
    select * from {{ ref('int_week_months') }}
),

wanted as (
    select
        coalesce(role, 'UNKNOWN') as role,
        cast(demand_month || '-01' as date) as month_start_date,
        sum(hours) as demand_hours,
        cast(null as decimal(18, 4)) as capacity_hours,
        cast(null as decimal(18, 4)) as planned_hours
    from demand
    group by role, demand_month
),

available as (
    select
        coalesce(weeks.role, 'UNKNOWN') as role,
        months.month_start_date,
        cast(null as decimal(18, 4)) as demand_hours,
        sum(weeks.capacity_hours * months.week_share) as capacity_hours,
        cast(null as decimal(18, 4)) as planned_hours
    from weeks
    inner join months on weeks.week_start_date = months.week_start_date
    group by weeks.role, months.month_start_date
),

-- Plans stand beside the capacity of their week: under the role that the person had, or has yet.
placed_plans as (
    select
        plans.week_start_date,
        plans.planned_hours,
        coalesce(weeks.role, people.role, 'UNKNOWN') as role
    from plans
    inner join people on plans.person_id = people.person_id
    left join weeks
        on
            plans.person_id = weeks.person_id
            and plans.week_start_date = weeks.week_start_date
),

allocated as (
    select
        placed_plans.role,
        months.month_start_date,
        cast(null as decimal(18, 4)) as demand_hours,
        cast(null as decimal(18, 4)) as capacity_hours,
        sum(placed_plans.planned_hours * months.week_share) as planned_hours
    from placed_plans
    inner join months on placed_plans.week_start_date = months.week_start_date
    group by placed_plans.role, months.month_start_date
),

parts as (
    select * from wanted
    union all
    select * from available
    union all
    select * from allocated
),

-- Nobody in a role is no capacity, where people are registered at all.
kept as (
    select case when count(capacity_hours) > 0 then 0 end as no_capacity
    from parts
),

summed as (
    select
        parts.role,
        parts.month_start_date,
        cast(sum(parts.demand_hours) as decimal(18, 4)) as demand_hours,
        cast(sum(parts.capacity_hours) as decimal(18, 4)) as capacity_hours,
        cast(sum(parts.planned_hours) as decimal(18, 4)) as planned_hours,
        coalesce(sum(parts.capacity_hours), max(kept.no_capacity)) as capacity_or_none
    from parts
    cross join kept
    group by parts.role, parts.month_start_date
),

final as (
    select
        role,
        {{ date_key('month_start_date') }} as date_key,
        month_start_date,
        month_start_date > {{ as_of() }} as is_future,
        demand_hours,
        capacity_hours,
        planned_hours,
        -- No demand written down is not the same as none.
        cast(capacity_or_none - demand_hours as decimal(18, 4)) as gap_hours,
        cast(demand_hours as double) / nullif(capacity_hours, 0) as demand_ratio,
        coalesce(demand_hours > capacity_or_none, false) as is_short
    from summed
)

select * from final
