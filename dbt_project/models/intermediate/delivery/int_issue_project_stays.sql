{#- Where issues stood that have moved from one project to another; all others have no row. -#}
with

keys as (
    select * from {{ ref('int_issue_keys') }}
    where valid_to > valid_from or valid_to is null
),

issues as (
    select
        issue_id,
        upper(jira_project_key) as jira_project_key
    from {{ ref('stg_jira__issues') }}
),

jira_projects as (
    select distinct upper(jira_project_key) as jira_project_key
    from {{ ref('stg_jira__projects') }}
),

project_keys as (
    select * from {{ ref('int_project_jira_keys') }}
),

prefixed as (
    select
        *,
        regexp_replace(issue_key, '-[0-9]+$', '') as key_prefix
    from keys
),

-- A prefix that Jira no longer has was renamed with its whole project: the issue has not moved.
placed as (
    select
        prefixed.issue_id,
        prefixed.issue_key,
        prefixed.valid_from,
        prefixed.valid_to,
        case
            when jira_projects.jira_project_key is null and project_keys.project_code is null
                then issues.jira_project_key
            else prefixed.key_prefix
        end as jira_project_key
    from prefixed
    inner join issues on prefixed.issue_id = issues.issue_id
    left join jira_projects on prefixed.key_prefix = jira_projects.jira_project_key
    left join project_keys on prefixed.key_prefix = project_keys.jira_project_key
),

moved as (
    select
        issue_id,
        min(valid_from) as first_valid_from
    from placed
    group by issue_id
    having count(distinct jira_project_key) > 1
),

final as (
    select
        placed.issue_id,
        placed.issue_key,
        placed.jira_project_key,
        coalesce(project_keys.project_code, 'UNALLOCATED') as project_code,
        -- Work may be booked for a day before the issue was written down.
        case
            when placed.valid_from = moved.first_valid_from then cast('1900-01-01' as timestamp)
            else placed.valid_from
        end as valid_from,
        placed.valid_to
    from placed
    inner join moved on placed.issue_id = moved.issue_id
    left join project_keys on placed.jira_project_key = project_keys.jira_project_key
)

select * from final
