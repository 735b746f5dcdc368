with

source as (
    {{ current_rows('jira', 'deletions', ['entity', 'entity_id']) }}
),

renamed as (
    select
        entity,
        entity_id,
        -- Rows from before there were classes name what Jira itself calls deleted.
        coalesce(classification, 'deleted') as classification,
        reason,
        project_key as jira_project_key,
        issue_key,
        {{ as_utc('deleted_at') }} as deleted_at,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from source
)

select * from renamed
