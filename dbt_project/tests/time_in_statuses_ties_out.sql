-- A project's time in statuses of the last 90 days is that of its issues' stays there, but for what
-- was done.
with

sides as (
    select
        project_code,
        status_id,
        1 as visits,
        working_hours
    from {{ ref('fct_issue_status_interval') }}
    where
        (status_category <> 'done' or status_category is null)
        and (left_at >= {{ add_days(as_of(), -90) }} or left_at is null)
    union all
    select
        project_code,
        status_id,
        -visits as visits,
        -working_hours as working_hours
    from {{ ref('fct_process_flow') }}
)

select
    project_code,
    status_id,
    sum(visits) as visits_missing,
    sum(working_hours) as working_hours_missing
from sides
group by project_code, status_id
having
    sum(visits) is distinct from 0
    or coalesce(sum(working_hours), 0) is distinct from 0
