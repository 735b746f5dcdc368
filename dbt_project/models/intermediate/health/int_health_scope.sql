with

days as (
    select * from {{ ref('int_health_days') }}
),

flow as (
    select * from {{ ref('fct_project_flow_daily') }}
),

first_days as (
    select
        project_code,
        min(date_day) as first_day
    from flow
    group by project_code
),

-- The first backlog is what stood at the end of the baseline's first day.
backlogs as (
    select
        days.project_code,
        days.as_of_date,
        today.scope_issues,
        first_backlog.scope_issues as first_scope_issues
    from days
    inner join first_days on days.project_code = first_days.project_code
    inner join flow as today
        on days.project_code = today.project_code and days.as_of_date = today.date_day
    inner join flow as first_backlog
        on
            days.project_code = first_backlog.project_code
            and greatest(
                coalesce(days.baseline_start_date, first_days.first_day), first_days.first_day
            ) = first_backlog.date_day
),

grown as (
    select
        *,
        cast(scope_issues as double) / nullif(first_scope_issues, 0) - 1 as growth
    from backlogs
),

final as (
    select
        project_code,
        as_of_date,
        {{ health_measure(
            'scope', 'scope_growth', 'growth', 'scope_growth', false,
            "'Scope has ' || case when growth < 0 then 'shrunk' else 'grown' end || ' by ' || "
            ~ percent_text('abs(growth)') ~ " || ' since the first backlog'"
        ) }}
    from grown
)

select * from final
