{%- set labour_in_ledger = var('labour_in_ledger') -%}

with

reported as (
    select
        project_code,
        as_of_date
    from {{ ref('int_baseline_as_of') }}
),

-- Labour counts once: from the ledger where it is kept there, else from the timesheets.
spent as (
    select
        project_code,
        posting_date as spent_on,
        base_amount
    from {{ ref('fct_cost') }}
    where cost_type = 'actual' {{ '' if labour_in_ledger else 'and not is_labour' }}
    {% if not labour_in_ledger %}
        union all
        select
            project_code,
            work_date as spent_on,
            base_cost_amount as base_amount
        from {{ ref('fct_timesheet') }}
    {% endif %}
),

-- Report days stand among the spending days as zeros, so one running sum answers them all.
daily as (
    select
        project_code,
        spent_on as on_date,
        false as is_reported,
        sum(base_amount) as amount,
        sum(case when base_amount is null then 1 else 0 end) as unpriced_count
    from spent
    group by project_code, spent_on
    union all
    select
        project_code,
        as_of_date as on_date,
        true as is_reported,
        0 as amount,
        0 as unpriced_count
    from reported
),

running as (
    select
        project_code,
        on_date,
        is_reported,
        sum(coalesce(amount, 0)) over to_date as ac,
        sum(unpriced_count) over to_date as ac_unpriced_count
    from daily
    window
        to_date as (
            partition by project_code
            order by on_date
            range between unbounded preceding and current row
        )
),

-- A ledger that nobody delivers is not one without costs, and unpriced hours are not free: until
-- each part of the cost has begun to arrive, the whole is not known.
parts as (
    select min(posting_date) as first_day
    from {{ ref('fct_cost') }}
    where cost_type = 'actual'
    {% if not labour_in_ledger %}
        union all
        select min(work_date) as first_day
        from {{ ref('fct_timesheet') }}
        where base_cost_amount is not null
    {% endif %}
),

known as (
    select max(first_day) as first_day
    from parts
    having count(*) = count(first_day)
),

final as (
    select
        running.project_code,
        running.on_date as as_of_date,
        case when known.first_day is not null then cast(running.ac as decimal(18, 2)) end as ac,
        cast(running.ac_unpriced_count as integer) as ac_unpriced_count
    from running
    left join known on running.on_date >= known.first_day
    where running.is_reported
)

select * from final
