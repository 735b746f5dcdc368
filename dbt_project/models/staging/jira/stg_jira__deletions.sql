with

source as (
    {{ current_rows('jira', 'deletions', ['entity', 'entity_id']) }}
),

renamed as (
    select
        entity,
        entity_id,
        reason,
        deleted_at,
        _batch_id,
        _row_number,
        _extracted_at
    from source
)

select * from renamed
