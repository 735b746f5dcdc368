with

projects as (
    select * from {{ ref('int_project_as_of') }}
),

-- A project is watched from its start until a quarter after its end; ideas and the cancelled are
-- not. A register without a status column means that all its projects run.
final as (
    select
        project_code,
        baseline_start_date,
        as_of_date,
        is_current,
        is_previous
    from projects
    where
        coalesce(baseline_start_date <= as_of_date, true)
        and coalesce({{ add_days('actual_finish_date', 90) }} >= as_of_date, true)
        and coalesce(status, 'active') in ('active', 'on hold', 'closed')
        and (coalesce(status, 'active') <> 'closed' or actual_finish_date is not null)
)

select * from final
