{{ config(materialized='view') }}

with

changes as (
    select * from {{ ref('stg_jira__issue_changes') }}
),

-- A site may have two fields of story points; only the one that the settings name first counts.
story_point_field as (
    select min(field_id) as field_id
    from {{ ref('stg_jira__fields') }}
    where lower(name) in ({{ story_point_names() }})
),

tracked as (
    select
        *,
        {{ tracked_field('field') }} as tracked_as
    from changes
),

final as (
    select
        tracked.issue_id,
        tracked.tracked_as as field,
        tracked.changed_at,
        cast(tracked.history_id as bigint) as history_number,
        tracked.item_index,
        nullif(tracked.from_value, '') as from_value,
        nullif(tracked.from_string, '') as from_string,
        nullif(tracked.to_value, '') as to_value,
        nullif(tracked.to_string, '') as to_string,
        tracked._batch_id
    from tracked
    cross join story_point_field
    where
        tracked.tracked_as is not null
        and (
            tracked.tracked_as <> 'story_points'
            or coalesce(tracked.field_id = story_point_field.field_id, true)
        )
)

select * from final
