with

source as (
    {{ current_rows('jira', 'boards', ['board_id']) }}
),

renamed as (
    select
        board_id,
        name,
        board_type,
        project_id as jira_project_id,
        project_key as jira_project_key,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
