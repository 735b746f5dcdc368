with

source as (
    {{ file_rows_as_of('registers', 'leave', ['leave_id']) }}
),

renamed as (
    select
        leave_id,
        person_id,
        starts_on,
        coalesce(ends_on, starts_on) as ends_on,
        coalesce(day_share, 1) as day_share,
        kind,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
