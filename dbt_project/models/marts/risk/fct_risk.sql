with

current_observations as (
    select
        *,
        not {{ is_closed_risk('status') }}
        and coalesce(closed_on > {{ as_of() }}, true) as is_open
    from {{ ref('int_risk_observations') }}
    where next_observed_on is null
),

projects as (
    select * from {{ ref('dim_project') }}
),

people as (
    select * from {{ ref('stg_registers__people') }}
),

exchange as (
    select * from {{ ref('int_fx_rate_intervals') }}
),

placed as (
    select
        risks.*,
        coalesce(projects.project_code, 'UNALLOCATED') as placed_project_code,
        coalesce(risks.currency, projects.currency) as cost_currency
    from current_observations as risks
    left join projects on risks.project_code = projects.project_code
),

final as (
    select
        {{ surrogate_key(['placed.risk_id']) }} as risk_key,
        placed.risk_id,
        {{ surrogate_key(['placed.placed_project_code']) }} as project_key,
        placed.placed_project_code as project_code,
        placed.project_code as source_project_code,
        placed.title,
        placed.category,
        case
            when placed.owner_id is not null
                then {{ surrogate_key(["coalesce(people.person_id, 'UNKNOWN')"]) }}
        end as owner_key,
        placed.owner_id,
        people.person_name as owner_name,
        placed.probability_level as probability,
        placed.probability_share,
        placed.impact_level as impact,
        placed.score,
        placed.residual_probability_level as residual_probability,
        placed.residual_impact_level as residual_impact,
        placed.residual_score,
        cast(placed.cost_impact as decimal(18, 2)) as cost_impact_amount,
        placed.cost_currency as currency,
        cast(
            placed.probability_share * placed.cost_impact * exchange.rate as decimal(18, 2)
        ) as exposure_amount,
        placed.response,
        placed.response_text,
        placed.status,
        placed.is_open,
        placed.is_open and coalesce(placed.due_on < {{ as_of() }}, false) as is_overdue,
        placed.identified_on,
        placed.due_on,
        placed.closed_on,
        placed.observed_on,
        placed.previous_score,
        case
            when placed.previous_score is null then 'new'
            when placed.score > placed.previous_score then 'up'
            when placed.score < placed.previous_score then 'down'
            else 'flat'
        end as score_trend
    from placed
    left join people on placed.owner_id = people.person_id
    left join exchange
        on
            placed.cost_currency = exchange.from_currency
            and placed.observed_on >= exchange.valid_from
            and placed.observed_on < exchange.valid_to
)

select * from final
