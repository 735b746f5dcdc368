-- The current actual cost of each project is what its postings and hours add up to.
with

spent as (
    select
        project_code,
        base_amount as amount
    from {{ ref('fct_cost') }}
    where
        cost_type = 'actual'
        and posting_date <= {{ as_of() }}
        and (not is_labour or {{ var('labour_in_ledger') | lower }})
    {% if not var('labour_in_ledger') %}
        union all
        select
            project_code,
            base_cost_amount as amount
        from {{ ref('fct_timesheet') }}
        where work_date <= {{ as_of() }}
    {% endif %}
),

booked as (
    select
        project_code,
        sum(amount) as amount
    from spent
    group by project_code
)

select
    reported.project_code,
    reported.ac,
    booked.amount
from {{ ref('fct_earned_value') }} as reported
left join booked on reported.project_code = booked.project_code
where reported.is_current and reported.ac is distinct from coalesce(booked.amount, 0)
