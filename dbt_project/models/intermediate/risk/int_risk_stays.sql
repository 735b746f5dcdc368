{#- How long each observation of a risk counted: until the next, or until it was closed. -#}
with

observations as (
    select * from {{ ref('int_risk_observations') }}
),

projects as (
    select * from {{ ref('dim_project') }}
),

exchange as (
    select * from {{ ref('int_fx_rate_intervals') }}
),

ended as (
    select
        observations.*,
        coalesce(projects.project_code, 'UNALLOCATED') as placed_project_code,
        coalesce(observations.currency, projects.currency) as cost_currency,
        least(
            coalesce(observations.next_observed_on, {{ open_end() }}),
            coalesce(observations.closed_on, {{ open_end() }})
        ) as counted_until
    from observations
    left join projects on observations.project_code = projects.project_code
    where not {{ is_closed_risk('observations.status') }}
),

final as (
    select
        ended.risk_id,
        ended.placed_project_code as project_code,
        ended.observed_on as valid_from,
        ended.counted_until as valid_to,
        ended.score,
        ended.residual_score,
        ended.probability_share * ended.cost_impact * exchange.rate as exposure_amount,
        coalesce(ended.residual_probability_share, ended.probability_share)
        * ended.cost_impact * exchange.rate as residual_exposure_amount
    from ended
    left join exchange
        on
            ended.cost_currency = exchange.from_currency
            and ended.observed_on >= exchange.valid_from
            and ended.observed_on < exchange.valid_to
    where ended.counted_until > ended.observed_on
)

select * from final
