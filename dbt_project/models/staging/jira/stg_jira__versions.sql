with

source as (
    {{ current_rows('jira', 'versions', ['version_id']) }}
),

renamed as (
    select
        version_id,
        project_id as jira_project_id,
        name,
        description,
        is_released,
        is_archived,
        start_date,
        release_date,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
