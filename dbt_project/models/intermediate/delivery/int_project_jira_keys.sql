with

projects as (
    select * from {{ ref('stg_registers__projects') }}
),

claimed as (
    select
        project_code,
        {{ split_to_rows('jira_project_keys', '[,;[:space:]]+') }} as jira_project_key
    from projects
),

-- A Jira project that two portfolio projects claim would count twice; the first code keeps it.
final as (
    select
        upper(jira_project_key) as jira_project_key,
        min(project_code) as project_code,
        count(distinct project_code) as claimant_count
    from claimed
    where jira_project_key <> ''
    group by upper(jira_project_key)
)

select * from final
