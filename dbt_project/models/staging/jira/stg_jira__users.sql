with

source as (
    {{ current_rows('jira', 'users', ['account_id']) }}
),

renamed as (
    select
        account_id,
        display_name,
        email,
        account_type,
        time_zone,
        is_active,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
