{#-
    Conservation of work: whatever was booked by the as-of day and not taken back stands in
    `fct_timesheet`, second by second. Reads staging, which leaves out what was deleted.
-#}
with

worklogs as (
    select
        'jira' as source,
        worklogs.worklog_id as source_id,
        cast(worklogs.seconds / 3600.0 as decimal(18, 4)) as hours
    from {{ ref('stg_jira__worklogs') }} as worklogs
    where
        worklogs.work_date <= {{ as_of() }}
        and coalesce(worklogs.created_at < {{ as_of_end() }}, true)
),

entries as (
    select
        'timesheets' as source,
        entry_id as source_id,
        cast(hours as decimal(18, 4)) as hours
    from {{ ref('stg_timesheets__entries') }}
    where
        work_date <= {{ as_of() }}
        and entry_id not in (
            select corrections.replaces_id
            from {{ ref('stg_timesheets__entries') }} as corrections
            where
                corrections.replaces_id is not null
                and corrections.work_date <= {{ as_of() }}
        )
),

accepted as (
    select * from worklogs
    union all
    select * from entries
)

select
    accepted.source,
    accepted.source_id,
    accepted.hours as accepted_hours,
    booked.hours as booked_hours
from accepted
left join {{ ref('fct_timesheet') }} as booked
    on
        accepted.source = booked.source
        and accepted.source_id = booked.source_id
where accepted.hours is distinct from booked.hours
