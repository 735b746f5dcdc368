with

definitions as (
    select * from {{ ref('metric_definitions') }}
),

final as (
    select
        metric,
        title_en,
        title_zh,
        definition,
        formula,
        unit,
        grain,
        source_model,
        source_column,
        duty
    from definitions
)

select * from final
