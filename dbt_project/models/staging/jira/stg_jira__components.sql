with

source as (
    {{ current_rows('jira', 'components', ['component_id']) }}
),

renamed as (
    select
        component_id,
        project_id as jira_project_id,
        name,
        description,
        lead_id,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
