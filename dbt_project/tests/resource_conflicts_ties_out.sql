-- Whoever is planned for more hours of a week than there are, none outside the employment, stands
-- in `fct_resource_conflict` with these hours, once, and nobody else.
with

planned as (
    select
        person_id,
        week_start_date,
        sum(planned_hours) as planned_hours
    from {{ ref('fct_resource_week') }}
    group by person_id, week_start_date
),

expected as (
    select
        planned.person_id,
        planned.week_start_date,
        planned.planned_hours,
        coalesce(weeks.capacity_hours, 0) as capacity_hours
    from planned
    left join {{ ref('int_person_weeks') }} as weeks
        on
            planned.person_id = weeks.person_id
            and planned.week_start_date = weeks.week_start_date
    where
        planned.planned_hours > coalesce(weeks.capacity_hours, 0)
        and planned.person_id <> 'UNKNOWN'
)

select
    coalesce(expected.person_id, published.person_id) as person_id,
    coalesce(expected.week_start_date, published.week_start_date) as week_start_date,
    expected.planned_hours,
    expected.capacity_hours,
    published.over_allocated_hours
from expected
full join {{ ref('fct_resource_conflict') }} as published
    on
        expected.person_id = published.person_id
        and expected.week_start_date = published.week_start_date
where
    expected.planned_hours is distinct from published.planned_hours
    or expected.capacity_hours is distinct from published.capacity_hours
    or expected.planned_hours - expected.capacity_hours
    is distinct from published.over_allocated_hours
