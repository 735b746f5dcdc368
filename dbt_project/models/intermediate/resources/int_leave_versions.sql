{#- Leave as each delivery of its register had it, with the days on which it stood. -#}
with

source as (
    {{ standing_file_rows('registers', 'leave') }}
),

final as (
    select
        leave_id,
        person_id,
        starts_on,
        coalesce(ends_on, starts_on) as ends_on,
        coalesce(day_share, 1) as day_share,
        _stood_from as stood_from,
        _stood_until as stood_until,
        _batch_id,
        _row_number
    from source
)

select * from final
