-- In each fiscal period, objectives and UNALIGNED together get what the projects spent, labour
-- once, and what the newest of their budgets allows, to half a cent a row.
with

periods as (
    select
        date_day,
        fiscal_period
    from {{ ref('dim_date') }}
),

costs as (
    select
        posting_date as spent_on,
        base_amount,
        is_labour
    from {{ ref('fct_cost') }}
    where cost_type = 'actual'
),

booked as (
    select
        spent_on,
        base_amount
    from costs
    where not is_labour or {{ var('labour_in_ledger') | lower }}
    {% if not var('labour_in_ledger') %}
        union all
        select
            work_date as spent_on,
            base_cost_amount as base_amount
        from {{ ref('fct_timesheet') }}
        where work_date <= {{ as_of() }}
    {% endif %}
),

-- While no posting or no priced hour has ever come, nobody knows what was spent.
arrived as (
    select count(*) as arrivals from costs
    {% if not var('labour_in_ledger') %}
        union all
        select count(base_cost_amount) as arrivals from {{ ref('fct_timesheet') }}
    {% endif %}
),

known as (
    select min(arrivals) > 0 as is_known from arrived
),

spent as (
    select
        periods.fiscal_period,
        case when known.is_known then booked.base_amount end as spend_amount
    from booked
    cross join known
    left join periods on booked.spent_on = periods.date_day
),

-- What was granted on the latest day, and of two kinds of one day the later kind, sorts last.
ranked as (
    select
        *,
        case when budget_version = 'forecast' then '0' else '1' end
        || coalesce(cast(version_date as {{ dbt.type_string() }}), '')
        || case budget_version
            when 'revised' then '3' when 'approved' then '2' when 'original' then '1' else '0'
        end
        || budget_version as place
    from {{ ref('fct_budget') }}
    where is_current_version
),

newest_kinds as (
    select
        project_code,
        source_project_code,
        max(place) as place
    from ranked
    group by project_code, source_project_code
),

allowed as (
    select
        ranked.fiscal_period,
        ranked.base_amount as budget_amount
    from ranked
    inner join newest_kinds
        on
            ranked.project_code = newest_kinds.project_code
            and ranked.source_project_code is not distinct from newest_kinds.source_project_code
            and ranked.place = newest_kinds.place
),

sides as (
    select
        fiscal_period,
        spend_amount,
        0 as budget_amount,
        0 as published_rows
    from spent
    union all
    select
        fiscal_period,
        0 as spend_amount,
        budget_amount,
        0 as published_rows
    from allowed
    union all
    select
        fiscal_period,
        -coalesce(spend_amount, 0) as spend_amount,
        -coalesce(budget_amount, 0) as budget_amount,
        1 as published_rows
    from {{ ref('fct_strategic_alignment') }}
)

select
    fiscal_period,
    sum(spend_amount) as spend_amount_missing,
    sum(budget_amount) as budget_amount_missing
from sides
group by fiscal_period
having
    abs(coalesce(sum(spend_amount), 0)) > 0.005 * sum(published_rows)
    or abs(coalesce(sum(budget_amount), 0)) > 0.005 * sum(published_rows)
