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
        {{ as_utc('created_at') }} as created_at,
        {{ as_utc('updated_at') }} as updated_at,
        {{ as_utc('deleted_at') }} as deleted_at,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
