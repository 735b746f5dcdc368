with

source as (
    {{ current_file_rows('registers', 'holidays', ['country', '"date"']) }}
),

renamed as (
    select
        country,
        date as holiday_date,
        name as holiday_name,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        cast(_extracted_at as timestamp) as _extracted_at
    from source
)

select * from renamed
