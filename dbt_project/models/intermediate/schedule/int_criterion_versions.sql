{#- Criteria as each delivery of their register had them, with the days on which it stood. -#}
with

source as (
    {{ standing_file_rows('registers', 'criteria') }}
),

final as (
    select
        project_code,
        criterion,
        weight,
        target,
        unit,
        _stood_from as stood_from,
        _stood_until as stood_until,
        _batch_id,
        _row_number
    from source
)

select * from final
