with

source as (
    {{ current_rows_of_many('jira', 'issue_changes', ['issue_id', 'history_id', 'item_index']) }}
),

standing as (
    select source.*
    from source
    left join {{ ref('stg_jira__departures') }} as departures
        on source.issue_id = departures.issue_id
    where departures.issue_id is null
),

renamed as (
    select
        issue_id,
        history_id,
        item_index,
        author_id,
        {{ as_utc('changed_at') }} as changed_at,
        field,
        field_id,
        from_value,
        from_string,
        to_value,
        to_string,
        _batch_id,
        _row_number,
        {{ as_utc('_extracted_at') }} as _extracted_at
    from standing
)

select * from renamed
