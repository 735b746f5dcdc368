with

sprints as (
    select * from {{ ref('stg_jira__sprints') }}
),

boards as (
    select * from {{ ref('stg_jira__boards') }}
),

project_keys as (
    select * from {{ ref('int_project_jira_keys') }}
),

members as (
    select * from {{ ref('int_sprint_issues') }}
),

-- A board that belongs to no one project gives its sprint to the project with most of its issues.
voted as (
    select
        sprint_id,
        project_code,
        row_number() over (
            partition by sprint_id order by count(*) desc, project_code asc
        ) as place
    from members
    group by sprint_id, project_code
),

counted as (
    select
        sprint_id,
        sum(case when is_committed then 1 else 0 end) as committed_issues,
        sum(case when is_committed then points_before else 0 end) as committed_points,
        sum(case when is_committed then 0 else 1 end) as added_issues,
        sum(case when is_committed then 0 else points_before end) as added_points,
        sum(case when is_in_at_end then 0 else 1 end) as removed_issues,
        sum(case when is_in_at_end then 0 else points_after end) as removed_points,
        sum(points_after - points_before) as reestimated_points,
        sum(case when is_completed then 1 else 0 end) as completed_issues,
        sum(case when is_completed then points_after else 0 end) as completed_points,
        sum(case when is_completed and is_committed then points_after else 0 end)
            as completed_committed_points
    from members
    group by sprint_id
),

-- Where none of its issues was ever estimated, a sprint has no points, which is not 0 of them.
pointed as (
    select
        sprint_id,
        max(case when points_before <> 0 or points_after <> 0 then 1 end) as is_pointed
    from members
    group by sprint_id
),

placed as (
    select
        sprints.*,
        boards.name as board_name,
        coalesce(project_keys.project_code, voted.project_code, 'UNALLOCATED') as project_code
    from sprints
    left join boards on sprints.board_id = boards.board_id
    left join project_keys on upper(boards.jira_project_key) = project_keys.jira_project_key
    left join voted on sprints.sprint_id = voted.sprint_id and voted.place = 1
),

final as (
    select
        {{ surrogate_key(['placed.sprint_id']) }} as sprint_key,
        placed.sprint_id,
        placed.name as sprint_name,
        placed.goal,
        placed.board_id,
        placed.board_name,
        {{ surrogate_key(['placed.project_code']) }} as project_key,
        placed.project_code,
        case
            when placed.completed_at < {{ as_of_end() }} then 'closed'
            when placed.start_at < {{ as_of_end() }} then 'active'
            else 'future'
        end as state,
        placed.start_at,
        placed.end_at,
        case when placed.completed_at < {{ as_of_end() }} then placed.completed_at end
            as completed_at,
        {{ date_key(local_day('placed.start_at')) }} as date_key,
        cast(counted.committed_issues as integer) as committed_issues,
        cast(pointed.is_pointed * counted.committed_points as decimal(18, 2)) as committed_points,
        cast(counted.added_issues as integer) as added_issues,
        cast(pointed.is_pointed * counted.added_points as decimal(18, 2)) as added_points,
        cast(counted.removed_issues as integer) as removed_issues,
        cast(pointed.is_pointed * counted.removed_points as decimal(18, 2)) as removed_points,
        cast(pointed.is_pointed * counted.reestimated_points as decimal(18, 2))
            as reestimated_points,
        cast(counted.completed_issues as integer) as completed_issues,
        cast(pointed.is_pointed * counted.completed_points as decimal(18, 2)) as completed_points,
        -- How much of what was promised at the start was kept, and how much was done at all.
        cast(counted.completed_committed_points as double) / nullif(counted.committed_points, 0)
            as predictability_ratio,
        cast(counted.completed_points as double) / nullif(counted.committed_points, 0)
            as completion_ratio
    from placed
    left join counted on placed.sprint_id = counted.sprint_id
    left join pointed on placed.sprint_id = pointed.sprint_id
)

select * from final
