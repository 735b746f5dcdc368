{%- set labour_in_ledger = var('labour_in_ledger') -%}

with

ledger as (
    select
        project_code,
        posting_date as spent_on,
        base_amount,
        is_labour
    from {{ ref('fct_cost') }}
    where cost_type = 'actual'
),

-- Labour counts once: from the ledger where it is kept there, else from the timesheets.
spent as (
    select
        project_code,
        spent_on,
        base_amount
    from ledger
    {{ '' if labour_in_ledger else 'where not is_labour' }}
    {% if not labour_in_ledger %}
        union all
        select
            project_code,
            work_date as spent_on,
            base_cost_amount as base_amount
        from {{ ref('fct_timesheet') }}
    {% endif %}
),

-- A ledger that nobody delivers is not one without costs, and unpriced hours are not free: until
-- each part of the cost has begun to arrive, the whole is not known.
parts as (
    select min(spent_on) as first_day from ledger
    {% if not labour_in_ledger %}
        union all
        select min(work_date) as first_day
        from {{ ref('fct_timesheet') }}
        where base_cost_amount is not null
    {% endif %}
),

known as (
    select case when count(*) = count(first_day) then max(first_day) end as first_day
    from parts
),

daily as (
    select
        project_code,
        spent_on,
        sum(base_amount) as amount,
        cast(sum(case when base_amount is null then 1 else 0 end) as integer) as unpriced_count
    from spent
    group by project_code, spent_on
),

final as (
    select
        daily.*,
        known.first_day as known_from
    from daily
    cross join known
)

select * from final
