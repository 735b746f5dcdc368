{#- A view: one mart reads it, and what it holds is as long as that. -#}
{{ config(materialized='view') }}

with

worklogs as (
    select * from {{ ref('int_worklogs_as_of') }}
    where {{ is_counted_worklog('author_id') }}
),

entries as (
    select * from {{ ref('int_timesheet_entries_as_of') }}
),

issues as (
    select * from {{ ref('int_issues_as_of') }}
),

places as (
    select * from {{ ref('int_issue_project_stays') }}
),

-- Where neither Tempo nor a worklog says an account, the issue's does.
issue_accounts as (
    select
        issue_id,
        account
    from {{ ref('stg_jira__issues') }}
    where account is not null
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

identities as (
    select * from {{ ref('int_person_identities') }}
),

projects as (
    select * from {{ ref('stg_registers__projects') }}
),

-- Where the time recording system knows names only, one that no other project of the register
-- bears will do.
project_names as (
    select
        lower(trim(project_name)) as project_name,
        coalesce(min(case when gone_on is null then project_code end), min(project_code))
            as project_code
    from projects
    group by lower(trim(project_name))
    having count(*) = 1 or count(case when gone_on is null then 1 end) = 1
),

from_jira as (
    select
        'jira' as source,
        worklogs.worklog_id as source_id,
        'jira' as system,
        worklogs.project_code,
        cast(null as {{ dbt.type_string() }}) as source_project_code,
        accounts.person_id,
        worklogs.author_id as source_person_id,
        worklogs.issue_id,
        worklogs.issue_key,
        worklogs.work_date,
        cast(worklogs.seconds / 3600.0 as decimal(18, 4)) as hours,
        cast(null as decimal(18, 4)) as billable_hours,
        issue_accounts.account,
        cast(null as {{ dbt.type_string() }}) as activity
    from worklogs
    left join accounts on worklogs.author_id = accounts.jira_account_id
    left join issue_accounts on worklogs.issue_id = issue_accounts.issue_id
),

-- The project that was booked counts; without one, that of the issue.
from_timesheets as (
    select
        entries.source,
        entries.source_id,
        entries.system,
        case
            when entries.source_project_code is null
                then coalesce(places.project_code, issues.project_code, 'UNALLOCATED')
            else coalesce(projects.project_code, project_names.project_code, 'UNALLOCATED')
        end as project_code,
        entries.source_project_code,
        identities.person_id,
        entries.source_person_id,
        issues.issue_id,
        coalesce(issues.issue_key, entries.issue_key) as issue_key,
        entries.work_date,
        entries.hours,
        entries.billable_hours,
        coalesce(entries.account, issue_accounts.account) as account,
        entries.activity
    from entries
    left join keys on upper(entries.issue_key) = keys.issue_key
    left join issues on coalesce(entries.issue_id, keys.issue_id) = issues.issue_id
    left join issue_accounts on issues.issue_id = issue_accounts.issue_id
    left join places
        on
            issues.issue_id = places.issue_id
            and entries.work_date >= {{ local_day('places.valid_from') }}
            and coalesce(entries.work_date < {{ local_day('places.valid_to') }}, true)
    left join projects on entries.source_project_code = projects.project_code
    left join project_names
        on lower(trim(entries.source_project_code)) = project_names.project_name
    left join identities on lower(trim(entries.source_person_id)) = identities.identity
),

final as (
    select * from from_jira
    union all
    select * from from_timesheets
)

select * from final
