with

source as (
    {{ quarantine_rows() }}
),

renamed as (
    select
        source,
        table_name,
        batch_id,
        row_number as landed_row_number,
        source_file,
        source_sheet,
        source_row,
        project_code,
        column_name,
        value,
        expectation,
        severity,
        disposition,
        reason,
        fix,
        owner,
        {{ as_utc('detected_at') }} as detected_at
    from source
)

select * from renamed
