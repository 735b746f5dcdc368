with

source as (
    {{ current_file_rows('finance', 'fx_rates', ['"date"', 'from_currency', 'to_currency']) }}
),

renamed as (
    select
        date as rate_date,
        upper(trim(from_currency)) as from_currency,
        upper(trim(to_currency)) as to_currency,
        rate,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
