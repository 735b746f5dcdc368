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
        {{ as_utc('start_at') }} as start_at,
        {{ as_utc('end_at') }} as end_at,
        {{ as_utc('completed_at') }} as completed_at,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
