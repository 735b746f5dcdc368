with

source as (
    {{ current_file_rows('finance', 'actuals', ['document_id', 'line']) }}
),

renamed as (
    select
        document_id,
        line,
        posting_date,
        project_code,
        cost_category,
        amount,
        currency,
        vendor,
        "text" as posting_text,
        is_labour,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        _extracted_at
    from source
)

select * from renamed
