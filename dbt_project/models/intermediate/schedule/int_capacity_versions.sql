{#- Capacities as each delivery of their register had them, with the days on which it stood. -#}
with

source as (
    {{ standing_file_rows('registers', 'capacity') }}
),

final as (
    select
        person_id,
        week_start,
        capacity_hours,
        absence_hours,
        _stood_from as stood_from,
        _stood_until as stood_until,
        _batch_id,
        _row_number
    from source
)

select * from final
