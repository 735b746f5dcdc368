-- On the as-of day the risks of `fct_risk` that are open are those that `fct_risk_daily` counts,
-- with what they expose; and each cost impact is what the register said last.
with

open_risks as (
    select
        project_code,
        count(*) as open_risks,
        sum(score) as total_score,
        sum(exposure_amount) as exposure_amount
    from {{ ref('fct_risk') }}
    where is_open
    group by project_code
),

today as (
    select * from {{ ref('fct_risk_daily') }}
    where date_day = {{ as_of() }} and open_risks > 0
),

said as (
    select
        risk_id,
        cost_impact,
        row_number() over (partition by risk_id order by observed_on desc) as place
    from {{ ref('stg_registers__risks') }}
    where observed_on <= {{ as_of() }}
)

select
    coalesce(open_risks.project_code, today.project_code) as entity,
    open_risks.exposure_amount as expected_amount,
    today.exposure_amount as published_amount
from open_risks
full join today on open_risks.project_code = today.project_code
where
    open_risks.open_risks is distinct from today.open_risks
    or coalesce(open_risks.total_score, 0) is distinct from today.total_score
    -- Each risk is rounded to the cent, and so is their sum.
    or abs(coalesce(open_risks.exposure_amount, 0) - coalesce(today.exposure_amount, 0))
    > 0.005 * (1 + today.open_risks)
    or (open_risks.exposure_amount is null) <> (today.exposure_amount is null)
union all
select
    coalesce(said.risk_id, risks.risk_id) as entity,
    said.cost_impact as expected_amount,
    risks.cost_impact_amount as published_amount
from said
full join {{ ref('fct_risk') }} as risks on said.risk_id = risks.risk_id
where
    coalesce(said.place, 1) = 1
    and cast(said.cost_impact as decimal(18, 2)) is distinct from risks.cost_impact_amount
