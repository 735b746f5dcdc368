with

source as (
    {{ current_rows('jira', 'issue_links', ['link_id']) }}
),

issues as (
    select * from {{ ref('stg_jira__issues') }}
),

departures as (
    select * from {{ ref('stg_jira__departures') }}
),

-- A link lands with each issue at its ends, so one that an issue of a later batch came without was
-- taken off.
standing as (
    select
        source.*,
        from_issues.issue_key as current_from_issue_key,
        to_issues.issue_key as current_to_issue_key
    from source
    left join issues as from_issues on source.from_issue_id = from_issues.issue_id
    left join issues as to_issues on source.to_issue_id = to_issues.issue_id
    left join departures as from_departures on source.from_issue_id = from_departures.issue_id
    left join departures as to_departures on source.to_issue_id = to_departures.issue_id
    where
        from_departures.issue_id is null
        and to_departures.issue_id is null
        and coalesce(from_issues._batch_id <= source._batch_id, true)
        and coalesce(to_issues._batch_id <= source._batch_id, true)
),

renamed as (
    select
        link_id,
        link_type,
        outward,
        inward,
        from_issue_id,
        coalesce(current_from_issue_key, from_issue_key) as from_issue_key,
        to_issue_id,
        coalesce(current_to_issue_key, to_issue_key) as to_issue_key,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from standing
)

select * from renamed
