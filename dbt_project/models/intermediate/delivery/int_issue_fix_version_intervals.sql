with

issues as (
    select * from {{ ref('stg_jira__issues') }}
),

-- Jira writes one change for each version put on or taken off.
changes as (
    select
        issue_id,
        coalesce(to_value, from_value) as version_id,
        coalesce(to_string, from_string) as value_string,
        to_value is not null as is_on,
        changed_at,
        history_number,
        item_index
    from {{ ref('int_issue_field_changes') }}
    where field = 'fix_version' and coalesce(to_value, from_value) is not null
),

ordered as (
    select
        changes.*,
        issues.created_at,
        row_number() over in_order as change_number,
        lead(changes.changed_at) over in_order as next_changed_at
    from changes
    inner join issues on changes.issue_id = issues.issue_id
    window
        in_order as (
            partition by changes.issue_id, changes.version_id
            order by changes.changed_at, changes.history_number, changes.item_index
        )
),

put_on as (
    select
        issue_id,
        version_id,
        value_string,
        change_number as interval_number,
        changed_at as valid_from,
        next_changed_at as valid_to
    from ordered
    where is_on
),

-- What is taken off without having been put on was there from the start.
created_with as (
    select
        issue_id,
        version_id,
        value_string,
        0 as interval_number,
        created_at as valid_from,
        changed_at as valid_to
    from ordered
    where change_number = 1 and not is_on
),

held as (
    select
        issue_id,
        created_at,
        {{ json_objects_to_rows('fix_versions') }} as held_version
    from issues
),

unchanged as (
    select
        held.issue_id,
        held.held_version.id as version_id,
        held.held_version.name as value_string,
        0 as interval_number,
        held.created_at as valid_from,
        cast(null as timestamp) as valid_to
    from held
    left join ordered
        on
            held.issue_id = ordered.issue_id
            and held.held_version.id = ordered.version_id
    where ordered.issue_id is null
),

final as (
    select * from put_on
    union all
    select * from created_with
    union all
    select * from unchanged
)

select * from final
