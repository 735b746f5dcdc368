with

source as (
    {{ current_rows('jira', 'fields', ['field_id']) }}
),

renamed as (
    select
        field_id,
        name,
        is_custom,
        schema_type,
        schema_custom,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
