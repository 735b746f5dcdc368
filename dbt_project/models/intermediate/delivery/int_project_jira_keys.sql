with

projects as (
    select * from {{ ref('stg_registers__projects') }}
),

claimed as (
    select
        project_code,
        gone_on is null as is_registered,
        {{ split_to_rows('jira_project_keys', '[,;[:space:]]+') }} as jira_project_key
    from projects
),

-- A Jira project that two portfolio projects claim would count twice; the first code keeps it. One
-- that has left the register keeps what nobody else claims.
final as (
    select
        upper(jira_project_key) as jira_project_key,
        coalesce(min(case when is_registered then project_code end), min(project_code))
            as project_code,
        count(distinct case when is_registered then project_code end) as claimant_count
    from claimed
    where jira_project_key <> ''
    group by upper(jira_project_key)
)

select * from final
