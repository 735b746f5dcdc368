-- Every milestone, and every observation of it by the as-of day, is published once, and no other.
with

delivered as (
    select
        milestone_id,
        count(*) as observation_count
    from {{ ref('stg_registers__milestones') }}
    where observed_on <= {{ as_of() }}
    group by milestone_id
),

trend as (
    select
        milestone_id,
        count(*) as observation_count
    from {{ ref('fct_milestone_trend') }}
    group by milestone_id
)

select
    coalesce(delivered.milestone_id, published.milestone_id, trend.milestone_id) as milestone_id,
    delivered.observation_count as delivered_count,
    trend.observation_count as published_count
from delivered
full join {{ ref('fct_milestone') }} as published
    on delivered.milestone_id = published.milestone_id
full join trend on delivered.milestone_id = trend.milestone_id
where
    delivered.milestone_id is null
    or published.milestone_id is null
    or delivered.observation_count is distinct from trend.observation_count
