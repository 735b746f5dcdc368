with

source as (
    {{ current_rows('jira', 'issue_links', ['link_id']) }}
),

renamed as (
    select
        link_id,
        link_type,
        outward,
        inward,
        from_issue_id,
        from_issue_key,
        to_issue_id,
        to_issue_key,
        _batch_id,
        _row_number,
        cast(_extracted_at as timestamp) as _extracted_at
    from source
)

select * from renamed
