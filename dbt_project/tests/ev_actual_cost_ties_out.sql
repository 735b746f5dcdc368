-- The actual cost of each project is what its postings and hours add up to: today, and at the end
-- of each fiscal period to that day.
with

spent as (
    select
        project_code,
        posting_date as spent_on,
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
            work_date as spent_on,
            base_cost_amount as amount
        from {{ ref('fct_timesheet') }}
        where work_date <= {{ as_of() }}
    {% endif %}
),

by_period as (
    select
        spent.project_code,
        calendar.fiscal_period_end_date,
        sum(spent.amount) as amount
    from spent
    left join {{ ref('dim_date') }} as calendar on spent.spent_on = calendar.date_day
    group by spent.project_code, calendar.fiscal_period_end_date
),

reported as (
    select * from {{ ref('fct_earned_value') }}
    where is_current or is_period_end
),

booked as (
    select
        reported.project_code,
        reported.as_of_date,
        sum(by_period.amount) as amount
    from reported
    inner join by_period
        on
            reported.project_code = by_period.project_code
            and (reported.is_current or reported.as_of_date >= by_period.fiscal_period_end_date)
    group by reported.project_code, reported.as_of_date
)

select
    reported.project_code,
    reported.as_of_date,
    reported.ac,
    booked.amount
from reported
left join booked
    on
        reported.project_code = booked.project_code
        and reported.as_of_date = booked.as_of_date
where
    -- Where a part of the cost is not delivered it is unknown, and coverage says what is missing.
    reported.ac is not null
    and reported.ac is distinct from coalesce(booked.amount, 0)
