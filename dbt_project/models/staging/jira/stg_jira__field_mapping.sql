with

source as (
    {{ accepted('jira', 'field_mapping') }}
),

newest as (
    select max(_batch_id) as _batch_id
    from source
),

renamed as (
    select
        source.target,
        source.preference,
        source.field_id,
        source.field_name,
        source.schema_type,
        source._batch_id
    from source
    inner join newest on source._batch_id = newest._batch_id
)

select * from renamed
