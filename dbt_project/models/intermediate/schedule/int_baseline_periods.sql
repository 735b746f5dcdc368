with

baselines as (
    select * from {{ ref('stg_registers__baselines') }}
),

projects as (
    select * from {{ ref('int_project_intervals') }}
),

rates as (
    select * from {{ ref('int_fx_rate_intervals') }}
),

versions as (
    select
        project_code,
        baseline_version,
        min(effective_from) as effective_from,
        min(period_end) as first_period_end
    from baselines
    group by project_code, baseline_version
),

-- A new version counts from its first day on; what was reported before keeps the old one.
in_force as (
    select
        *,
        coalesce(
            lead(effective_from) over (
                partition by project_code
                order by effective_from, length(baseline_version), baseline_version
            ),
            {{ open_end() }}
        ) as effective_to
    from versions
),

-- And a start or a currency that the register changed later moves no earlier day's plan.
plans as (
    select
        in_force.project_code,
        in_force.baseline_version,
        in_force.effective_from,
        greatest(in_force.effective_from, projects.valid_from) as valid_from,
        least(in_force.effective_to, projects.valid_to) as valid_to,
        case
            when projects.baseline_start_date <= in_force.first_period_end
                then projects.baseline_start_date
            else cast({{ dbt.date_trunc('month', 'in_force.first_period_end') }} as date)
        end as start_date,
        projects.currency
    from in_force
    inner join projects
        on
            in_force.project_code = projects.project_code
            and in_force.effective_from < projects.valid_to
            and in_force.effective_to > projects.valid_from
),

cumulated as (
    select
        project_code,
        baseline_version,
        period_end,
        currency,
        {% if var('planned_value') == 'per_period' -%}
            cast(
                sum(planned_value) over (
                    partition by project_code, baseline_version order by period_end
                ) as decimal(18, 4)
            ) as planned_value
        {%- else -%}
            planned_value
        {%- endif %}
    from baselines
),

-- A baseline is worth what it was worth on the day it took effect, whatever rates do later.
converted as (
    select
        plans.project_code,
        plans.baseline_version,
        plans.valid_from,
        plans.valid_to,
        plans.start_date,
        cumulated.period_end,
        {{ to_base('cumulated.planned_value', 'rates.rate') }} as pv_to
    from cumulated
    inner join plans
        on
            cumulated.project_code = plans.project_code
            and cumulated.baseline_version = plans.baseline_version
    left join rates
        on
            upper(coalesce(cumulated.currency, plans.currency, '{{ var("base_currency") }}'))
            = rates.from_currency
            and plans.effective_from >= rates.valid_from
            and plans.effective_from < rates.valid_to
),

numbered as (
    select
        *,
        row_number() over in_order as period_number,
        coalesce(lag(period_end) over in_order, {{ add_days('start_date', -1) }}) as ends_after,
        coalesce(lag(pv_to) over in_order, 0) as pv_from,
        last_value(pv_to) over whole_version as bac
    from converted
    window
        in_order as (partition by project_code, baseline_version, valid_from order by period_end),
        whole_version as (
            partition by project_code, baseline_version, valid_from
            order by period_end
            rows between unbounded preceding and unbounded following
        )
),

measured as (
    select
        *,
        case
            when ends_after < start_date then 0
            else {{ months_elapsed('start_date', 'ends_after') }}
        end as month_from,
        {{ months_elapsed('start_date', 'period_end') }} as month_to
    from numbered
),

-- The plan ends with the period that reaches the whole budget; a flat tail is no duration.
final as (
    select
        *,
        min(case when pv_to >= bac then month_to end) over version as planned_duration,
        min(case when pv_to >= bac then period_end end) over version as baseline_finish_date
    from measured
    window version as (partition by project_code, baseline_version, valid_from)
)

select * from final
