{#- What the objectives and UNALIGNED get together is the cost of the ledger, to a cent a row. -#}
with

served as (
    select
        sum(spend_amount) as amount,
        count(*) as row_count
    from {{ ref('fct_strategic_alignment') }}
),

booked as (
    select sum(base_amount) as amount
    from {{ ref('fct_cost') }}
    where cost_type = 'actual' and posting_date <= {{ as_of() }}
)

select
    served.amount as served_amount,
    booked.amount as booked_amount
from served
cross join booked
where abs(coalesce(served.amount, 0) - coalesce(booked.amount, 0)) > 0.005 * served.row_count
