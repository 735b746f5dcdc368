with

shares as (
    select * from {{ ref('stg_registers__project_objectives') }}
),

objectives as (
    select * from {{ ref('stg_registers__objectives') }}
),

ranked as (
    select
        shares.project_code,
        shares.objective_id,
        objectives.objective_name,
        shares.share,
        row_number() over (
            partition by shares.project_code
            order by shares.share desc, shares.objective_id asc
        ) as rank_in_project
    from shares
    left join objectives on shares.objective_id = objectives.objective_id
),

final as (
    select
        project_code,
        objective_id,
        objective_name,
        share
    from ranked
    where rank_in_project = 1
)

select * from final
