with

source as (
    {{ current_file_rows('finance', 'actuals', ['document_id', 'line']) }}
),

renamed as (
    select
        document_id,
        line,
        posting_date,
        nullif(trim(project_code), '') as project_code,
        trim(cost_category) as cost_category,
        cast(amount as decimal(18, 2)) as amount,
        upper(trim(currency)) as currency,
        vendor,
        text as posting_text,
        coalesce(is_labour, false) as is_labour,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
