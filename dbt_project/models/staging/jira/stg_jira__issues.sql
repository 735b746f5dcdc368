{#- A table: many models read it, and finding each key's newest row is the cost. -#}
{{ config(materialized='table') }}

with

source as (
    {{ current_rows('jira', 'issues', ['issue_id']) }}
),

renamed as (
    select
        issue_id,
        issue_key,
        project_id as jira_project_id,
        project_key as jira_project_key,
        issue_type,
        issue_type_id,
        is_subtask,
        summary,
        priority,
        status,
        status_id,
        status_category,
        resolution,
        assignee_id,
        reporter_id,
        parent_key,
        parent_id,
        cast(created_at as timestamp) as created_at,
        cast(updated_at as timestamp) as updated_at,
        cast(resolved_at as timestamp) as resolved_at,
        due_date,
        story_points,
        original_estimate_seconds,
        remaining_estimate_seconds,
        time_spent_seconds,
        fix_versions,
        components,
        labels,
        sprint_ids,
        custom_fields,
        _batch_id,
        _row_number,
        cast(_extracted_at as timestamp) as _extracted_at
    from source
)

select * from renamed
