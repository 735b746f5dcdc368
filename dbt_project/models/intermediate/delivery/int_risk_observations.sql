with

risks as (
    select * from {{ ref('stg_registers__risks') }}
    where observed_on <= {{ as_of() }}
),

-- A 1 is "very low" on a scale of 1 to 5 and "certain" on one of 0 to 1: its file decides.
scaled as (
    select
        *,
        max(case when probability > 0 and probability < 1 then 1 else 0 end) over (
            partition by _source_file
        ) = 1 as is_share_file
    from risks
),

levelled as (
    select
        *,
        {{ risk_level('probability', 'is_share_file') }} as probability_level,
        {{ risk_share('probability', 'is_share_file') }} as probability_share,
        {{ risk_level('residual_probability', 'is_share_file') }} as residual_probability_level,
        {{ risk_share('residual_probability', 'is_share_file') }} as residual_probability_share,
        cast(round(impact) as integer) as impact_level,
        cast(round(residual_impact) as integer) as residual_impact_level
    from scaled
),

scored as (
    select
        *,
        probability_level * impact_level as score,
        residual_probability_level * residual_impact_level as residual_score
    from levelled
),

final as (
    select
        risk_id,
        project_code,
        title,
        category,
        owner_id,
        cost_impact,
        currency,
        response,
        response_text,
        status,
        identified_on,
        due_on,
        closed_on,
        observed_on,
        probability_level,
        probability_share,
        impact_level,
        score,
        residual_probability_level,
        residual_probability_share,
        residual_impact_level,
        residual_score,
        lag(score) over in_time as previous_score,
        lead(observed_on) over in_time as next_observed_on
    from scored
    window in_time as (partition by risk_id order by observed_on)
)

select * from final
