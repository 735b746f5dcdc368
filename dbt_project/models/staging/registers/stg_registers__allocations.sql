with

source as (
    {{ file_rows_as_of('registers', 'allocations', ['person_id', 'project_code', 'week_start']) }}
),

renamed as (
    select
        person_id,
        project_code,
        week_start,
        planned_hours,
        valid_from,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
