with

source as (
    {{ landed_batches() }}
),

renamed as (
    select
        source,
        batch_id,
        extracted_at
    from source
)

select * from renamed
