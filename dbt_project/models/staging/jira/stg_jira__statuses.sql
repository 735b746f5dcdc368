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
        cast(_extracted_at as timestamp) as _extracted_at
    from source
)

select * from renamed
