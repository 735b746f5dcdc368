-- By source, person as booked and day, `fct_timesheet` holds the hours that were booked, to the
-- ten-thousandth of each booking: without what was deleted, taken back, corrected, written by
-- Tempo's app, or lies ahead; and no other.
with

worklogs as (
    select
        'jira' as source,
        worklogs.author_id as person,
        worklogs.work_date,
        worklogs.seconds / 3600.0 as hours
    from {{ ref('stg_jira__worklogs') }} as worklogs
    left join {{ ref('stg_jira__issues') }} as issues on worklogs.issue_id = issues.issue_id
    where
        worklogs.work_date <= {{ as_of() }}
        and coalesce(worklogs.created_at < {{ as_of_end() }}, true)
        and (issues.issue_id is null or issues.created_at < {{ as_of_end() }})
        and {{ is_counted_worklog('worklogs.author_id') }}
),

tempo as (
    select
        'tempo' as source,
        author_id as person,
        work_date,
        seconds / 3600.0 as hours
    from {{ ref('stg_timesheets__tempo_worklogs') }}
    where
        work_date <= {{ as_of() }}
        and coalesce(created_at < {{ as_of_end() }}, true)
        and coalesce(deleted_at >= {{ as_of_end() }}, true)
),

entries as (
    select * from {{ ref('stg_timesheets__entries') }}
    where
        work_date <= {{ as_of() }}
        and coalesce(created_at < {{ as_of_end() }}, true)
        and coalesce(deleted_at >= {{ as_of_end() }}, true)
),

taken_back as (
    select distinct replaced_id as entry_id
    from {{ ref('int_timesheet_corrections') }}
    where is_in_force
),

standing_entries as (
    select
        'timesheets' as source,
        entries.person_id as person,
        entries.work_date,
        entries.hours
    from entries
    left join taken_back on entries.entry_id = taken_back.entry_id
    where entries.approval = 'counts' and taken_back.entry_id is null
),

booked as (
    select * from worklogs
    union all
    select * from tempo
    union all
    select * from standing_entries
),

sides as (
    select
        source,
        person,
        work_date,
        cast(hours as decimal(18, 4)) as booked_hours,
        cast(null as decimal(18, 4)) as published_hours
    from booked
    union all
    select
        source,
        source_person_id as person,
        work_date,
        cast(null as decimal(18, 4)) as booked_hours,
        hours as published_hours
    from {{ ref('fct_timesheet') }}
)

select
    source,
    person,
    work_date,
    sum(booked_hours) as booked_hours,
    sum(published_hours) as published_hours
from sides
group by source, person, work_date
having
    sum(booked_hours) is distinct from sum(published_hours)
    or count(booked_hours) <> count(published_hours)
