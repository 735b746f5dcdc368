with

source as (
    {{ current_file_rows('finance', 'budgets', ['project_code', 'version', 'version_date', 'fiscal_period', 'cost_category']) }}
),

renamed as (
    select
        project_code,
        version as budget_version,
        version_date,
        fiscal_period,
        cost_category,
        amount,
        currency,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        _extracted_at
    from source
)

select * from renamed
