with

source as (
    {{ current_file_rows('registers', 'calendars', ['calendar', '"date"']) }}
),

renamed as (
    select
        calendar,
        date as calendar_date,
        name as day_name,
        coalesce(is_working_day, false) as is_working_day,
        day_share,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
