with

source as (
    {{ current_file_rows('finance', 'commitments', ['order_id', 'line']) }}
),

renamed as (
    select
        order_id,
        line,
        order_date,
        delivery_date,
        project_code,
        cost_category,
        amount,
        open_amount,
        currency,
        vendor,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        _extracted_at
    from source
)

select * from renamed
