with

source as (
    {{ current_file_rows('registers', 'status_reports', ['project_code', 'reported_on']) }}
),

renamed as (
    select
        project_code,
        reported_on,
        reported_by,
        overall,
        scope,
        schedule,
        cost,
        resources,
        risk,
        comment,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
