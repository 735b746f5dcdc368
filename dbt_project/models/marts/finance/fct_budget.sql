with

budgets as (
    select * from {{ ref('stg_finance__budgets') }}
    where version_date <= {{ as_of() }}
),

projects as (
    select * from {{ ref('dim_project') }}
),

categories as (
    select * from {{ ref('dim_cost_category') }}
),

rates as (
    select * from {{ ref('int_fx_rate_intervals') }}
),

periods as (
    select
        fiscal_period,
        min(date_day) as period_start_date
    from {{ ref('dim_date') }}
    group by fiscal_period
),

-- Spellings of one category fall together here, so their amounts are added, never overwritten.
summed as (
    select
        project_code,
        budget_version,
        version_date,
        fiscal_period,
        {{ cost_category_key('cost_category') }} as cost_category_key,
        currency,
        cast(sum(amount) as decimal(18, 2)) as amount
    from budgets
    group by
        project_code, budget_version, version_date, fiscal_period, cost_category_key, currency
),

current_versions as (
    select
        project_code,
        budget_version,
        max(version_date) as version_date
    from budgets
    group by project_code, budget_version
),

placed as (
    select
        summed.*,
        coalesce(projects.project_code, 'UNALLOCATED') as placed_code
    from summed
    left join projects on summed.project_code = projects.project_code
),

final as (
    select
        {{ surrogate_key([
            'placed.project_code',
            'placed.budget_version',
            'placed.version_date',
            'placed.fiscal_period',
            'placed.cost_category_key',
            'placed.currency',
        ]) }} as budget_key,
        {{ surrogate_key(['placed.placed_code']) }} as project_key,
        placed.placed_code as project_code,
        placed.project_code as source_project_code,
        placed.cost_category_key,
        categories.cost_category,
        placed.fiscal_period,
        periods.period_start_date,
        {{ date_key('periods.period_start_date') }} as date_key,
        placed.budget_version,
        placed.version_date,
        placed.amount,
        placed.currency,
        rates.rate as fx_rate,
        {{ to_base('placed.amount', 'rates.rate') }} as base_amount,
        current_versions.version_date is not null as is_current_version,
        placed.placed_code = 'UNALLOCATED' as is_unallocated
    from placed
    inner join categories on placed.cost_category_key = categories.cost_category_key
    left join periods on placed.fiscal_period = periods.fiscal_period
    left join current_versions
        on
            placed.project_code is not distinct from current_versions.project_code
            and placed.budget_version = current_versions.budget_version
            and placed.version_date = current_versions.version_date
    left join rates
        on
            placed.currency = rates.from_currency
            and placed.version_date >= rates.valid_from
            and placed.version_date < rates.valid_to
)

select * from final
