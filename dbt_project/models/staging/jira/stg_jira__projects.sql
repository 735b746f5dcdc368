with

source as (
    {{ current_rows('jira', 'projects', ['project_id']) }}
),

renamed as (
    select
        project_id as jira_project_id,
        project_key as jira_project_key,
        name,
        project_type,
        style,
        lead_id,
        category,
        is_archived,
        is_deleted,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
