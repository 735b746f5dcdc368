{#-
    Where issues stood that have moved from one project to another, or whose Jira project has; all
    others have no row.
-#}
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

owners as (
    select * from {{ ref('int_jira_key_owners') }}
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

-- What the register gave to another project later, or to none, stays until then where it was.
owned as (
    select
        placed.issue_id,
        placed.issue_key,
        placed.jira_project_key,
        coalesce(owners.project_code, project_keys.project_code, 'UNALLOCATED') as project_code,
        case
            when owners.valid_from > placed.valid_from then owners.valid_from
            else placed.valid_from
        end as valid_from,
        case
            when owners.valid_to < coalesce(placed.valid_to, cast({{ open_end() }} as timestamp))
                then owners.valid_to
            else placed.valid_to
        end as valid_to
    from placed
    left join owners
        on
            placed.jira_project_key = owners.jira_project_key
            and coalesce(placed.valid_to > owners.valid_from, true)
            and placed.valid_from < owners.valid_to
    left join project_keys on placed.jira_project_key = project_keys.jira_project_key
),

moved as (
    select
        issue_id,
        min(valid_from) as first_valid_from
    from owned
    group by issue_id
    having count(distinct jira_project_key) > 1 or count(distinct project_code) > 1
),

final as (
    select
        owned.issue_id,
        owned.issue_key,
        owned.jira_project_key,
        owned.project_code,
        -- Work may be booked for a day before the issue was written down.
        case
            when owned.valid_from = moved.first_valid_from then cast('1900-01-01' as timestamp)
            else owned.valid_from
        end as valid_from,
        owned.valid_to
    from owned
    inner join moved on owned.issue_id = moved.issue_id
)

select * from final
