with

source as (
    {{ current_file_rows('timesheets', 'entries', ['entry_id']) }}
),

renamed as (
    select
        entry_id,
        coalesce(system, 'timesheets') as system,
        person_id,
        issue_id,
        issue_key,
        project_code,
        work_date,
        hours,
        coalesce(
            billable_hours,
            case
                when is_billable then hours
                when not is_billable then 0
            end
        ) as billable_hours,
        account,
        activity,
        description,
        approval_status,
        {{ approval('approval_status') }} as approval,
        {{ as_utc('created_at') }} as created_at,
        {{ as_utc('updated_at') }} as updated_at,
        {{ as_utc('deleted_at') }} as deleted_at,
        replaces_id,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
