with

source as (
    {{ current_file_rows('finance', 'benefits', ['project_code', 'benefit', 'fiscal_period']) }}
),

renamed as (
    select
        project_code,
        benefit,
        fiscal_period,
        planned_amount,
        forecast_amount,
        realised_amount,
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
