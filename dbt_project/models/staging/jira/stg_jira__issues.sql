{#- A table: many models read it, and finding each key's newest row is the cost. -#}
{{ config(materialized='table') }}

with

source as (
    {{ current_rows('jira', 'issues', ['issue_id']) }}
),

standing as (
    select source.*
    from source
    left join {{ ref('stg_jira__departures') }} as departures
        on source.issue_id = departures.issue_id
    where departures.issue_id is null
),

renamed as (
    select
        standing.issue_id,
        standing.issue_key,
        standing.project_id as jira_project_id,
        standing.project_key as jira_project_key,
        standing.issue_type,
        standing.issue_type_id,
        standing.is_subtask,
        standing.summary,
        standing.priority,
        standing.status,
        standing.status_id,
        standing.status_category,
        standing.resolution,
        standing.assignee_id,
        standing.reporter_id,
        coalesce(parents.issue_key, standing.parent_key) as parent_key,
        standing.parent_id,
        cast(standing.created_at as timestamp) as created_at,
        cast(standing.updated_at as timestamp) as updated_at,
        cast(standing.resolved_at as timestamp) as resolved_at,
        standing.due_date,
        standing.story_points,
        standing.original_estimate_seconds,
        standing.remaining_estimate_seconds,
        standing.time_spent_seconds,
        standing.fix_versions,
        standing.components,
        standing.labels,
        standing.sprint_ids,
        standing.custom_fields,
        standing._batch_id,
        standing._row_number,
        cast(standing._extracted_at as timestamp) as _extracted_at
    from standing
    -- A parent that moved has a new key, and its children are not told.
    left join standing as parents on standing.parent_id = parents.issue_id
)

select * from renamed
