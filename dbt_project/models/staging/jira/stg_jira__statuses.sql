with

source as (
    {{ current_rows('jira', 'statuses', ['status_id']) }}
),

renamed as (
    select
        status_id,
        name,
        status_category,
        status_category_name,
        project_id as jira_project_id,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
