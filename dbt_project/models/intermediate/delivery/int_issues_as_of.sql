with

issues as (
    select * from {{ ref('stg_jira__issues') }}
),

project_keys as (
    select * from {{ ref('int_project_jira_keys') }}
),

standing as (
    select
        issue_id,
        max(case when field = 'assignee' then value end) as assignee_id,
        max(case when field = 'priority' then value_string end) as priority,
        max(case when field = 'resolution' then value_string end) as resolution,
        max(case when field = 'sprint' then value end) as sprint_ids,
        max(case when field = 'story_points' then {{ try_number('value_string') }} end)
            as story_points
    from {{ ref('int_issue_field_intervals') }}
    where
        valid_from < {{ as_of_end() }}
        and (valid_to >= {{ as_of_end() }} or valid_to is null)
    group by issue_id
),

final as (
    select
        issues.issue_id,
        issues.issue_key,
        issues.jira_project_key,
        coalesce(project_keys.project_code, 'UNALLOCATED') as project_code,
        {{ surrogate_key(["coalesce(project_keys.project_code, 'UNALLOCATED')"]) }}
            as project_key,
        standing.assignee_id,
        standing.priority,
        standing.resolution,
        standing.sprint_ids,
        standing.story_points,
        issues.created_at
    from issues
    left join standing on issues.issue_id = standing.issue_id
    left join project_keys on upper(issues.jira_project_key) = project_keys.jira_project_key
    where issues.created_at < {{ as_of_end() }}
)

select * from final
