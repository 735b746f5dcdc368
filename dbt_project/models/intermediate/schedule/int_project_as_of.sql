{#- What the register said of each project on each report date, and not what it says today. -#}
with

intervals as (
    select * from {{ ref('int_project_intervals') }}
),

projects as (
    select project_code
    from {{ ref('dim_project') }}
    where not is_unallocated
),

report_dates as (
    select * from {{ ref('int_report_dates') }}
),

final as (
    select
        projects.project_code,
        report_dates.as_of_date,
        report_dates.is_current,
        report_dates.is_previous,
        intervals.ev_method,
        intervals.status,
        intervals.baseline_start_date,
        intervals.baseline_finish_date,
        intervals.actual_finish_date
    from projects
    inner join intervals on projects.project_code = intervals.project_code
    inner join report_dates
        on
            intervals.valid_from <= report_dates.as_of_date
            and intervals.valid_to > report_dates.as_of_date
)

select * from final
