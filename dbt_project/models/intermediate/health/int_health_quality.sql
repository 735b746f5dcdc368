with

days as (
    select * from {{ ref('int_health_days') }}
),

flow as (
    select * from {{ ref('fct_project_flow_daily') }}
),

-- A quarter of work: long enough to be no accident, short enough to show a change.
recent as (
    select
        days.project_code,
        days.as_of_date,
        sum(flow.reopened_issues) as reopened_issues,
        sum(flow.completed_issues) as completed_issues
    from days
    inner join flow
        on
            days.project_code = flow.project_code
            and flow.date_day > {{ add_days('days.as_of_date', -90) }}
            and days.as_of_date >= flow.date_day
    group by days.project_code, days.as_of_date
),

shares as (
    select
        *,
        cast(reopened_issues as double) / completed_issues as reopen_share
    from recent
    where completed_issues > 0
),

final as (
    select
        project_code,
        as_of_date,
        {{ health_measure(
            'quality', 'reopen', 'reopen_share', 'reopen_share', false,
            percent_text('reopen_share')
            ~ " || ' of the work completed in the last 90 days was reopened'"
        ) }}
    from shares
)

select * from final
