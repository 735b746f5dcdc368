with

source as (
    {{ current_file_rows('finance', 'fx_rates', ['"date"', 'from_currency', 'to_currency']) }}
),

renamed as (
    select
        "date" as rate_date,
        from_currency,
        to_currency,
        rate,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        _extracted_at
    from source
)

select * from renamed
