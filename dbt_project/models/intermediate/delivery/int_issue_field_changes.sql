{{ config(materialized='view') }}

with

changes as (
    select * from {{ ref('stg_jira__issue_changes') }}
),

fields as (
    select
        field_id,
        {{ story_points_preference(['field_id', 'schema_custom', 'name']) }} as preference
    from {{ ref('stg_jira__fields') }}
),

-- Some entries of the changelog lack the id of their field, so its name must do.
preferred as (
    select
        changes.*,
        coalesce(
            fields.preference,
            {{ story_points_preference(['changes.field_id', 'changes.field']) }}
        ) as preference
    from changes
    left join fields on changes.field_id = fields.field_id
),

tracked as (
    select
        *,
        {{ tracked_field('field', 'preference') }} as tracked_as,
        min(preference) over (partition by issue_id) as first_preference
    from preferred
),

-- A site may have several fields of story points; of each issue, the one that the settings
-- name first counts.
final as (
    select
        issue_id,
        tracked_as as field,
        changed_at,
        {{ try_number('history_id') }} as history_number,
        item_index,
        nullif(from_value, '') as from_value,
        nullif(from_string, '') as from_string,
        nullif(to_value, '') as to_value,
        nullif(to_string, '') as to_string,
        _batch_id
    from tracked
    where
        tracked_as is not null
        and (tracked_as <> 'story_points' or preference = first_preference)
)

select * from final
