with

budgets as (
    select * from {{ ref('fct_budget') }}
    where is_current_version
),

costs as (
    select * from {{ ref('int_actual_cost_daily') }}
    where spent_on <= {{ as_of() }}
),

calendar as (
    select * from {{ ref('dim_date') }}
),

shares as (
    select * from {{ ref('stg_registers__project_objectives') }}
),

objectives as (
    select * from {{ ref('dim_objective') }}
),

projects as (
    select * from {{ ref('dim_project') }}
),

health as (
    select * from {{ ref('fct_portfolio_health') }}
    where is_current
),

-- The newest budget that a project has, and of one day the later kind: what it may spend today. A
-- forecast is one where there is no other. Codes that nobody knows have a budget each.
versions as (
    select
        project_code,
        source_project_code,
        budget_version,
        row_number() over (
            partition by project_code, source_project_code
            order by
                case when budget_version = 'forecast' then 2 else 1 end asc,
                max(version_date) desc,
                case budget_version
                    when 'revised' then 1 when 'approved' then 2 when 'original' then 3 else 4
                end asc,
                budget_version desc
        ) as place
    from budgets
    group by project_code, source_project_code, budget_version
),

money as (
    select
        budgets.project_code,
        budgets.fiscal_period,
        budgets.base_amount as budget_amount,
        cast(null as decimal(18, 2)) as spend_amount
    from budgets
    inner join versions
        on
            budgets.project_code = versions.project_code
            and budgets.source_project_code is not distinct from versions.source_project_code
            and budgets.budget_version = versions.budget_version
            and versions.place = 1
    union all
    select
        costs.project_code,
        calendar.fiscal_period,
        cast(null as decimal(18, 2)) as budget_amount,
        case when costs.known_from is not null then costs.amount end as spend_amount
    from costs
    inner join calendar on costs.spent_on = calendar.date_day
),

-- No budget or spend is 0 where budgets or costs are kept, and unknown where they are not.
kept as (
    select
        case when count(budget_amount) > 0 then 0 end as no_budget,
        case when count(spend_amount) > 0 then 0 end as no_spend
    from money
),

summed as (
    select
        money.project_code,
        money.fiscal_period,
        coalesce(sum(money.budget_amount), max(kept.no_budget)) as budget_amount,
        coalesce(sum(money.spend_amount), max(kept.no_spend)) as spend_amount
    from money
    cross join kept
    group by money.project_code, money.fiscal_period
),

-- What a project's shares leave over serves no objective, and shows as such.
claimed as (
    select
        shares.project_code,
        coalesce(objectives.objective_id, 'UNALIGNED') as objective_id,
        -- Shares that claim more than the whole are scaled to it: no euro serves twice.
        cast(
            shares.share
            / greatest(sum(shares.share) over (partition by shares.project_code), 1)
            as decimal(18, 12)
        ) as share
    from shares
    inner join projects on shares.project_code = projects.project_code
    left join objectives on shares.objective_id = objectives.objective_id
    where shares.share > 0
),

unclaimed as (
    select
        projects.project_code,
        'UNALIGNED' as objective_id,
        1 - coalesce(sum(claimed.share), 0) as share
    from projects
    left join claimed on projects.project_code = claimed.project_code
    group by projects.project_code
),

served as (
    select * from claimed
    union all
    select * from unclaimed
    where share > 0
),

placed as (
    select
        served.objective_id,
        summed.fiscal_period,
        summed.project_code,
        cast(served.share * summed.budget_amount as decimal(30, 8)) as budget_amount,
        cast(served.share * summed.spend_amount as decimal(30, 8)) as spend_amount,
        cast(
            served.share
            * summed.budget_amount
            * case health.overall_rag when 'green' then 1 when 'amber' then 0.5 else 0 end
            as decimal(30, 8)
        ) as healthy_budget_amount,
        case
            when health.project_code is not null
                then cast(served.share * summed.budget_amount as decimal(30, 8))
        end as rated_budget_amount
    from summed
    inner join served on summed.project_code = served.project_code
    left join health
        on summed.project_code = health.project_code and health.overall_rag <> 'grey'
),

by_objective as (
    select
        objective_id,
        fiscal_period,
        count(distinct project_code) as projects,
        sum(budget_amount) as budget_amount,
        sum(spend_amount) as spend_amount,
        sum(rated_budget_amount) as rated_budget_amount,
        cast(sum(healthy_budget_amount) as double) / nullif(sum(rated_budget_amount), 0)
            as health_weighted_ratio
    from placed
    group by objective_id, fiscal_period
),

periods as (
    select
        fiscal_period,
        min(date_day) as period_start_date
    from calendar
    group by fiscal_period
),

final as (
    select
        {{ surrogate_key(['by_objective.objective_id', 'by_objective.fiscal_period']) }}
            as strategic_alignment_key,
        objectives.objective_key,
        by_objective.objective_id,
        objectives.objective_name,
        objectives.weight as objective_weight,
        by_objective.fiscal_period,
        periods.period_start_date,
        by_objective.objective_id = 'UNALIGNED' as is_unaligned,
        cast(by_objective.projects as integer) as projects,
        cast(by_objective.budget_amount as decimal(18, 2)) as budget_amount,
        cast(by_objective.budget_amount as double)
        / nullif(sum(by_objective.budget_amount) over in_period, 0) as budget_share,
        cast(by_objective.spend_amount as decimal(18, 2)) as spend_amount,
        cast(by_objective.spend_amount as double)
        / nullif(sum(by_objective.spend_amount) over in_period, 0) as spend_share,
        cast(by_objective.rated_budget_amount as decimal(18, 2)) as rated_budget_amount,
        cast(by_objective.health_weighted_ratio as double) as health_weighted_ratio
    from by_objective
    left join objectives on by_objective.objective_id = objectives.objective_id
    left join periods on by_objective.fiscal_period = periods.fiscal_period
    window in_period as (partition by by_objective.fiscal_period)
)

select * from final
