with

budgets as (
    select cost_category from {{ ref('stg_finance__budgets') }}
),

actuals as (
    select cost_category from {{ ref('stg_finance__actuals') }}
),

commitments as (
    select cost_category from {{ ref('stg_finance__commitments') }}
),

spelled as (
    select cost_category from budgets
    union
    select cost_category from actuals
    union
    select cost_category from commitments
),

-- `Labour` and `labour` are one category: two files seldom agree on capitals.
final as (
    select
        {{ cost_category_key('cost_category') }} as cost_category_key,
        min(cost_category) as cost_category
    from spelled
    group by {{ cost_category_key('cost_category') }}
)

select * from final
