with

worklogs as (
    select * from {{ ref('int_worklogs_as_of') }}
),

entries as (
    select * from {{ ref('stg_timesheets__entries') }}
    where work_date <= {{ as_of() }}
),

issues as (
    select * from {{ ref('int_issues_as_of') }}
),

-- A booking may bear a key that the issue had before it moved.
keys as (
    select
        issue_key,
        issue_id
    from {{ ref('int_issue_keys') }}
    where is_answering
),

accounts as (
    select * from {{ ref('int_person_accounts') }}
),

people as (
    select * from {{ ref('stg_registers__people') }}
),

projects as (
    select * from {{ ref('stg_registers__projects') }}
),

from_jira as (
    select
        'jira' as source,
        worklogs.worklog_id as source_id,
        worklogs.project_code,
        cast(null as {{ dbt.type_string() }}) as source_project_code,
        accounts.person_id,
        worklogs.author_id as source_person_id,
        worklogs.issue_id,
        worklogs.issue_key,
        worklogs.work_date,
        cast(worklogs.seconds / 3600.0 as decimal(18, 4)) as hours,
        cast(null as decimal(18, 4)) as billable_hours
    from worklogs
    left join accounts on worklogs.author_id = accounts.jira_account_id
),

-- An entry that another replaces was corrected, not worked twice.
standing_entries as (
    select entries.*
    from entries
    left join entries as corrections on entries.entry_id = corrections.replaces_id
    where corrections.entry_id is null
),

-- The project that was booked counts; without one, that of the issue.
from_timesheets as (
    select
        'timesheets' as source,
        entries.entry_id as source_id,
        case
            when entries.project_code is null then coalesce(issues.project_code, 'UNALLOCATED')
            else coalesce(projects.project_code, 'UNALLOCATED')
        end as project_code,
        entries.project_code as source_project_code,
        people.person_id,
        entries.person_id as source_person_id,
        issues.issue_id,
        coalesce(issues.issue_key, entries.issue_key) as issue_key,
        entries.work_date,
        cast(entries.hours as decimal(18, 4)) as hours,
        cast(entries.billable_hours as decimal(18, 4)) as billable_hours
    from standing_entries as entries
    left join keys on upper(entries.issue_key) = keys.issue_key
    left join issues on keys.issue_id = issues.issue_id
    left join projects on entries.project_code = projects.project_code
    left join people on entries.person_id = people.person_id
),

final as (
    select * from from_jira
    union all
    select * from from_timesheets
)

select * from final
