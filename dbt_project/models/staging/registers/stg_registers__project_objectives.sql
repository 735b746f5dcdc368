with

source as (
    {{ file_rows_as_of('registers', 'project_objectives', ['project_code', 'objective_id']) }}
),

renamed as (
    select
        project_code,
        objective_id,
        share,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
