with

source as (
    {{ current_file_rows('registers', 'process_changes', ['change_id']) }}
),

renamed as (
    select
        change_id,
        process,
        description,
        effective_on,
        scope,
        metric,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
