with

source as (
    {{ file_rows_as_of('registers', 'objectives', ['objective_id']) }}
),

renamed as (
    select
        objective_id,
        name as objective_name,
        owner,
        weight,
        valid_from,
        valid_to,
        extra,
        _source_file,
        _source_row,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
