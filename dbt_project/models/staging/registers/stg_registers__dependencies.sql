with

source as (
    {{ file_rows_as_of('registers', 'dependencies', ['dependency_id']) }}
),

renamed as (
    select
        dependency_id,
        from_project,
        to_project,
        from_milestone,
        to_milestone,
        kind,
        need_by,
        promised_on,
        status,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
