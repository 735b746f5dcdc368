with

source as (
    {{ current_rows('jira', 'worklogs', ['worklog_id']) }}
),

renamed as (
    select
        worklog_id,
        issue_id,
        author_id,
        started_at,
        work_date,
        created_at,
        updated_at,
        seconds,
        comment,
        _batch_id,
        _row_number,
        _extracted_at
    from source
)

select * from renamed
