with

source as (
    {{ file_rows_as_of('registers', 'skills', ['person_id', 'skill']) }}
),

renamed as (
    select
        person_id,
        skill,
        level,
        certified_until,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
