with

actuals as (
    select * from {{ ref('stg_finance__actuals') }}
    where posting_date <= {{ as_of() }}
),

commitments as (
    select * from {{ ref('stg_finance__commitments') }}
    where order_date <= {{ as_of() }}
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

booked as (
    select
        'actual' as cost_type,
        document_id,
        line,
        posting_date,
        project_code,
        cost_category,
        amount,
        cast(null as decimal(18, 2)) as open_amount,
        currency,
        vendor,
        posting_text,
        is_labour
    from actuals
    union all
    select
        'commitment' as cost_type,
        order_id as document_id,
        line,
        order_date as posting_date,
        project_code,
        cost_category,
        amount,
        open_amount,
        currency,
        vendor,
        cast(null as {{ dbt.type_string() }}) as posting_text,
        false as is_labour
    from commitments
),

-- Money on a code that no register knows is kept, so that the portfolio still ties out.
placed as (
    select
        booked.*,
        coalesce(projects.project_code, 'UNALLOCATED') as placed_code
    from booked
    left join projects on booked.project_code = projects.project_code
),

final as (
    select
        {{ surrogate_key(['placed.cost_type', 'placed.document_id', 'placed.line']) }} as cost_id,
        placed.cost_type,
        placed.document_id,
        placed.line,
        placed.posting_date,
        {{ date_key('placed.posting_date') }} as date_key,
        {{ surrogate_key(['placed.placed_code']) }} as project_key,
        placed.placed_code as project_code,
        placed.project_code as source_project_code,
        categories.cost_category_key,
        categories.cost_category,
        placed.amount,
        placed.open_amount,
        placed.currency,
        rates.rate as fx_rate,
        {{ to_base('placed.amount', 'rates.rate') }} as base_amount,
        {{ to_base('placed.open_amount', 'rates.rate') }} as base_open_amount,
        placed.vendor,
        placed.posting_text,
        placed.is_labour,
        placed.placed_code = 'UNALLOCATED' as is_unallocated
    from placed
    inner join
        categories
        on {{ cost_category_key('placed.cost_category') }} = categories.cost_category_key
    left join rates
        on
            placed.currency = rates.from_currency
            and placed.posting_date >= rates.valid_from
            and placed.posting_date < rates.valid_to
)

select * from final
