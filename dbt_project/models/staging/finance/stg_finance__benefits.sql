with

source as (
    {{ current_file_rows('finance', 'benefits', ['project_code', 'benefit', 'fiscal_period']) }}
),

renamed as (
    select
        nullif(trim(project_code), '') as project_code,
        benefit,
        fiscal_period,
        cast(planned_amount as decimal(18, 2)) as planned_amount,
        cast(forecast_amount as decimal(18, 2)) as forecast_amount,
        cast(realised_amount as decimal(18, 2)) as realised_amount,
        upper(trim(currency)) as currency,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
