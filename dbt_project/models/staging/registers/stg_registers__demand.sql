with

source as (
    {{ file_rows_as_of('registers', 'demand', ['project_code', 'role', 'month']) }}
),

renamed as (
    select
        project_code,
        role,
        month as demand_month,
        hours,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
