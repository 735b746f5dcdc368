with

source as (
    {{ file_rows_as_of('registers', 'training', ['person_id', 'course']) }}
),

renamed as (
    select
        person_id,
        course,
        skill,
        planned_on,
        completed_on,
        score,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
