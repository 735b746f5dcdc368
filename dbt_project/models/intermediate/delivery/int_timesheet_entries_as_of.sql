with

entries as (
    select * from {{ ref('stg_timesheets__entries') }}
    where {{ stood_as_of() }}
),

corrections as (
    select * from {{ ref('int_timesheet_corrections') }}
    where is_in_force
),

tempo_worklogs as (
    select * from {{ ref('stg_timesheets__tempo_worklogs') }}
    where {{ stood_as_of() }}
),

-- An entry that another replaces was corrected, not worked twice: only the end of a chain counts,
-- and nothing of a chain that ends in a cancellation.
from_files as (
    select
        'timesheets' as source,
        entries.entry_id as source_id,
        entries.system,
        entries.person_id as source_person_id,
        entries.issue_id,
        entries.issue_key,
        entries.project_code as source_project_code,
        entries.work_date,
        cast(entries.hours as decimal(18, 4)) as hours,
        cast(entries.billable_hours as decimal(18, 4)) as billable_hours,
        entries.account,
        entries.activity
    from entries
    where
        entries.approval = 'counts'
        and not exists (
            select 1
            from corrections
            where corrections.replaced_id = entries.entry_id
        )
),

from_tempo as (
    select
        'tempo' as source,
        tempo_worklog_id as source_id,
        'tempo' as system,
        author_id as source_person_id,
        issue_id,
        cast(null as {{ dbt.type_string() }}) as issue_key,
        cast(null as {{ dbt.type_string() }}) as source_project_code,
        work_date,
        cast(seconds / 3600.0 as decimal(18, 4)) as hours,
        cast(billable_seconds / 3600.0 as decimal(18, 4)) as billable_hours,
        account,
        activity
    from tempo_worklogs
),

final as (
    select * from from_files
    union all
    select * from from_tempo
)

select * from final
