with

source as (
    {{ current_file_rows('timesheets', 'entries', ['entry_id']) }}
),

renamed as (
    select
        entry_id,
        person_id,
        issue_key,
        project_code,
        work_date,
        hours,
        billable_hours,
        account,
        activity,
        description,
        approval_status,
        cast(updated_at as timestamp) as updated_at,
        replaces_id,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        cast(_extracted_at as timestamp) as _extracted_at
    from source
)

select * from renamed
