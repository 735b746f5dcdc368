-- Money stands under the project that it was booked on, or under UNALLOCATED beside the code as
-- booked; by code and currency nothing is lost on the way, and nothing comes from elsewhere.
with

delivered as (
    select
        'fct_cost' as mart,
        project_code,
        'actual' as kind,
        currency,
        amount
    from {{ ref('stg_finance__actuals') }}
    where posting_date <= {{ as_of() }}
    union all
    select
        'fct_cost' as mart,
        project_code,
        'commitment' as kind,
        currency,
        amount
    from {{ ref('stg_finance__commitments') }}
    where order_date <= {{ as_of() }}
    union all
    select
        'fct_budget' as mart,
        project_code,
        budget_version || ' ' || cast(version_date as {{ dbt.type_string() }}) || ' '
        || fiscal_period as kind,
        currency,
        amount
    from {{ ref('stg_finance__budgets') }}
    where version_date <= {{ as_of() }}
),

known as (
    select project_code from {{ ref('stg_registers__projects') }}
    where project_code <> 'UNALLOCATED'
),

booked as (
    select
        delivered.mart,
        coalesce(known.project_code, 'UNALLOCATED') as project_code,
        coalesce(delivered.project_code, '') as source_project_code,
        delivered.kind,
        coalesce(delivered.currency, '') as currency,
        sum(delivered.amount) as booked_amount,
        cast(null as decimal(38, 2)) as published_amount
    from delivered
    left join known on delivered.project_code = known.project_code
    group by
        delivered.mart,
        coalesce(known.project_code, 'UNALLOCATED'),
        coalesce(delivered.project_code, ''),
        delivered.kind,
        coalesce(delivered.currency, '')
),

published as (
    select
        'fct_cost' as mart,
        project_code,
        coalesce(source_project_code, '') as source_project_code,
        cost_type as kind,
        coalesce(currency, '') as currency,
        cast(null as decimal(38, 2)) as booked_amount,
        sum(amount) as published_amount
    from {{ ref('fct_cost') }}
    group by
        project_code, coalesce(source_project_code, ''), cost_type, coalesce(currency, '')
    union all
    select
        'fct_budget' as mart,
        project_code,
        coalesce(source_project_code, '') as source_project_code,
        budget_version || ' ' || cast(version_date as {{ dbt.type_string() }}) || ' '
        || fiscal_period as kind,
        coalesce(currency, '') as currency,
        cast(null as decimal(38, 2)) as booked_amount,
        sum(amount) as published_amount
    from {{ ref('fct_budget') }}
    group by
        project_code,
        coalesce(source_project_code, ''),
        budget_version || ' ' || cast(version_date as {{ dbt.type_string() }}) || ' '
        || fiscal_period,
        coalesce(currency, '')
),

-- Both sides in one list, for a join would lose the keys that are null.
sides as (
    select * from booked
    union all
    select * from published
)

select
    mart,
    project_code,
    source_project_code,
    kind,
    currency,
    sum(booked_amount) as booked_amount,
    sum(published_amount) as published_amount
from sides
group by mart, project_code, source_project_code, kind, currency
having sum(booked_amount) is distinct from sum(published_amount)
