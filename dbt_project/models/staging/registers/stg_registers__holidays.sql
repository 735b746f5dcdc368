with

source as (
    {{ current_file_rows('registers', 'holidays', ['country', '"date"']) }}
),

renamed as (
    select
        upper(trim(country)) as country,
        date as holiday_date,
        name as holiday_name,
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
