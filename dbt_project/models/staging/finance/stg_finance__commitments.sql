with

source as (
    {{ file_rows_as_of('finance', 'commitments', ['order_id', 'line']) }}
),

renamed as (
    select
        order_id,
        line,
        order_date,
        delivery_date,
        nullif(trim(project_code), '') as project_code,
        trim(cost_category) as cost_category,
        cast(amount as decimal(18, 2)) as amount,
        cast(open_amount as decimal(18, 2)) as open_amount,
        upper(trim(currency)) as currency,
        vendor,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
