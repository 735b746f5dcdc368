with

source as (
    {{ newest_list('jira', 'priorities', ['priority_id']) }}
),

renamed as (
    select
        priority_id,
        name,
        rank as priority_rank,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
