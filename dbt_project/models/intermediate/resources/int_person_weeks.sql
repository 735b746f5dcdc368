{#- The weeks of people as all is known on the as-of day. -#}
with

weeks as (
    select * from {{ ref('int_person_weeks_as_of') }}
),

final as (
    select
        person_id,
        role,
        department,
        week_start_date,
        absence_hours,
        capacity_hours,
        capacity_basis
    from weeks
    where is_current
)

select * from final
