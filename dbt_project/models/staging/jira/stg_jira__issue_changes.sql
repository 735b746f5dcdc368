with

source as (
    {{ current_rows('jira', 'issue_changes', ['issue_id', 'history_id', 'item_index']) }}
),

renamed as (
    select
        issue_id,
        history_id,
        item_index,
        author_id,
        cast(changed_at as timestamp) as changed_at,
        field,
        field_id,
        from_value,
        from_string,
        to_value,
        to_string,
        _batch_id,
        _row_number,
        cast(_extracted_at as timestamp) as _extracted_at
    from source
)

select * from renamed
