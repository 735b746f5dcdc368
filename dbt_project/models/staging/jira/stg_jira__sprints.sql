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
        start_at,
        end_at,
        completed_at,
        _batch_id,
        _row_number,
        _extracted_at
    from source
)

select * from renamed
