with

source as (
    {{ newest_list('jira', 'group_members', ['group_id', 'account_id']) }}
),

renamed as (
    select
        group_id,
        account_id,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
