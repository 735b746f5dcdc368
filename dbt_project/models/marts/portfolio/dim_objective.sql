with

objectives as (
    select * from {{ ref('stg_registers__objectives') }}
),

final as (
    select
        {{ surrogate_key(['objective_id']) }} as objective_key,
        objective_id,
        objective_name,
        owner,
        cast(weight as decimal(9, 4)) as weight,
        valid_from as valid_from_date,
        valid_to as valid_to_date
    from objectives
)

select * from final
