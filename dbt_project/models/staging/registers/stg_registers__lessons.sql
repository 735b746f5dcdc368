with

source as (
    {{ file_rows_as_of('registers', 'lessons', ['lesson_id']) }}
),

renamed as (
    select
        lesson_id,
        project_code,
        title,
        category,
        tags,
        what_happened,
        recommendation,
        recorded_on,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
