-- Every amount of the ledger and the orders to the as-of day stands in fct_cost, and no other.
with

reported as (
    select
        cost_type,
        currency,
        sum(amount) as amount,
        sum(open_amount) as open_amount,
        count(*) as line_count
    from {{ ref('fct_cost') }}
    group by cost_type, currency
),

delivered as (
    select
        'actual' as cost_type,
        currency,
        amount,
        cast(null as decimal(18, 2)) as open_amount
    from {{ ref('stg_finance__actuals') }}
    where posting_date <= {{ as_of() }}
    union all
    select
        'commitment' as cost_type,
        currency,
        amount,
        open_amount
    from {{ ref('stg_finance__commitments') }}
    where order_date <= {{ as_of() }}
),

booked as (
    select
        cost_type,
        currency,
        sum(amount) as amount,
        sum(open_amount) as open_amount,
        count(*) as line_count
    from delivered
    group by cost_type, currency
)

select
    coalesce(reported.cost_type, booked.cost_type) as cost_type,
    coalesce(reported.currency, booked.currency) as currency,
    reported.amount as reported_amount,
    booked.amount as booked_amount,
    reported.line_count as reported_lines,
    booked.line_count as booked_lines
from reported
full join booked
    on
        reported.cost_type = booked.cost_type
        and reported.currency is not distinct from booked.currency
where
    reported.amount is distinct from booked.amount
    or reported.open_amount is distinct from booked.open_amount
    or reported.line_count is distinct from booked.line_count
