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
        and {{ is_counted_worklog('worklogs.author_id') }}
),

entries as (
    select * from {{ ref('stg_timesheets__entries') }}
    where {{ stood_as_of() }}
),

-- Chains with a rejected link or a circle are left to the unit tests of the model that walks them.
plain_entries as (
    select
        'timesheets' as source,
        entries.entry_id as source_id,
        cast(entries.hours as decimal(18, 4)) as hours
    from entries
    left join entries as corrections on entries.entry_id = corrections.replaces_id
    where
        entries.approval = 'counts'
        and corrections.entry_id is null
),

tempo_worklogs as (
    select
        'tempo' as source,
        tempo_worklog_id as source_id,
        cast(seconds / 3600.0 as decimal(18, 4)) as hours
    from {{ ref('stg_timesheets__tempo_worklogs') }}
    where {{ stood_as_of() }}
),

accepted as (
    select * from worklogs
    union all
    select * from plain_entries
    union all
    select * from tempo_worklogs
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
