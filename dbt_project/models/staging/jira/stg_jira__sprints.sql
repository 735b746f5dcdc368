with

source as (
    {{ current_rows('jira', 'sprints', ['sprint_id']) }}
),

renamed as (
    select
        sprint_id,
        board_id,
        name,
        state,
        goal,
        cast(start_at as timestamp) as start_at,
        cast(end_at as timestamp) as end_at,
        cast(completed_at as timestamp) as completed_at,
        _batch_id,
        _row_number,
        cast(_extracted_at as timestamp) as _extracted_at
    from source
)

select * from renamed
