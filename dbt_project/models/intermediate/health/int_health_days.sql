with

projects as (
    select * from {{ ref('dim_project') }}
    where not is_unallocated
),

report_dates as (
    select * from {{ ref('int_report_dates') }}
),

-- A project is watched from its start until a quarter after its end; ideas and the cancelled are
-- not. A register without a status column means that all its projects run.
final as (
    select
        projects.project_code,
        projects.baseline_start_date,
        report_dates.as_of_date,
        report_dates.is_current,
        report_dates.is_previous
    from projects
    inner join report_dates
        on
            coalesce(projects.baseline_start_date <= report_dates.as_of_date, true)
            and coalesce(
                {{ add_days('projects.actual_finish_date', 90) }} >= report_dates.as_of_date, true
            )
    where
        coalesce(projects.status, 'active') in ('active', 'on hold', 'closed')
        and (
            coalesce(projects.status, 'active') <> 'closed'
            or projects.actual_finish_date is not null
        )
)

select * from final
