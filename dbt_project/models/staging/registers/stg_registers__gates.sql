with

source as (
    {{ file_rows_as_of('registers', 'gates', ['project_code', 'gate']) }}
),

renamed as (
    select
        project_code,
        gate,
        planned_on,
        held_on,
        decision,
        required_deliverables,
        delivered,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
