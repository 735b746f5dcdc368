with

source as (
    {{ current_file_rows('finance', 'rates', ['person_id', 'role', 'valid_from']) }}
),

renamed as (
    select
        person_id,
        role,
        valid_from,
        hourly_cost,
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
