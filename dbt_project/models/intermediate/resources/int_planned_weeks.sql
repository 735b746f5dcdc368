{#-
    What was planned on each report date for the four weeks from its own on: what could then still
    be changed. Registers may name a week by any of its days.
-#}
with

report_dates as (
    select * from {{ ref('int_report_dates') }}
),

allocations as (
    select
        *,
        cast({{ dbt.date_trunc('week', 'week_start') }} as date) as week_start_date
    from {{ ref('int_allocation_versions') }}
),

standing as (
    {{ standing_on(
        'report_dates',
        'allocations',
        ['person_id', 'project_code', 'week_start'],
        only='versions.week_start_date > ' ~ add_days('dates.as_of_date', -7)
        ~ ' and versions.week_start_date <= ' ~ add_days('dates.as_of_date', 21),
    ) }}
),

final as (
    select
        as_of_date,
        person_id,
        project_code,
        week_start_date,
        cast(sum(planned_hours) as decimal(18, 4)) as planned_hours
    from standing
    group by as_of_date, person_id, project_code, week_start_date
)

select * from final
