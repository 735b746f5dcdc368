with

source as (
    {{ current_file_rows('registers', 'progress', ['project_code', 'as_of']) }}
),

renamed as (
    select
        project_code,
        as_of,
        percent_complete,
        source,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
