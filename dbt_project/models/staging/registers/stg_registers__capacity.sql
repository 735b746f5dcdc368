with

source as (
    {{ file_rows_as_of('registers', 'capacity', ['person_id', 'week_start']) }}
),

renamed as (
    select
        person_id,
        week_start,
        capacity_hours,
        absence_hours,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
