with

source as (
    {{ current_rows('timesheets', 'tempo_worklogs', ['tempo_worklog_id']) }}
),

renamed as (
    select
        tempo_worklog_id,
        issue_id,
        author_id,
        work_date,
        start_time,
        seconds,
        billable_seconds,
        account,
        activity,
        description,
        attributes,
        cast(created_at as timestamp) as created_at,
        cast(updated_at as timestamp) as updated_at,
        cast(deleted_at as timestamp) as deleted_at,
        _batch_id,
        _row_number,
        cast(_extracted_at as timestamp) as _extracted_at
    from source
)

select * from renamed
