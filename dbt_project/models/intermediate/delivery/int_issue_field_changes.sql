{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='issue_id',
        on_schema_change='fail',
        pre_hook='{{ forget_stale_histories() }}',
        post_hook='{{ delete_departed_issues() }}'
    )
}}

with

{% if is_incremental() -%}
-- All changes of an issue are taken again when a new batch holds one of them, and of one that had
-- departed and is back. Told before the newest of each change are sought, for those are few.
    touched as (  -- noqa: ST03
        select newer.issue_id
        from ({{ accepted('jira', 'issue_changes') }}) as newer
        where newer._batch_id > (select coalesce(max(taken._batch_id), '') from {{ this }} as taken)
        union
        select untaken.issue_id
        from ({{ accepted('jira', 'issue_changes') }}) as untaken
        where
            untaken.issue_id not in (select taken.issue_id from {{ this }} as taken)
            and untaken.issue_id not in (
                select departures.issue_id from {{ ref('stg_jira__departures') }} as departures
            )
    ),
{%- endif %}

changes as (
    {% if is_incremental() -%}
        {{ current_rows(
            'jira', 'issue_changes', ['issue_id', 'history_id', 'item_index'],
            only='issue_id in (select touched.issue_id from touched)'
        ) }}
    {%- else -%}
        select * from {{ ref('stg_jira__issue_changes') }}
    {%- endif %}
),

fields as (
    select
        field_id,
        lower(name) as field_name,
        {{ story_points_preference(['field_id', 'schema_custom', 'name']) }} as preference
    from {{ ref('stg_jira__fields') }}
),

named_fields as (
    select
        field_name,
        min(preference) as preference
    from fields
    group by field_name
),

-- Some entries of the changelog lack the id of their field, all of Data Center do, so its name
-- must do.
preferred as (
    select
        changes.*,
        coalesce(
            fields.preference,
            named_fields.preference,
            {{ story_points_preference(['changes.field_id', 'changes.field']) }}
        ) as preference
    from changes
    left join fields on changes.field_id = fields.field_id
    left join named_fields
        on
            case when changes.field_id is null then lower(changes.field) end
            = named_fields.field_name
),

named as (
    select
        *,
        {{ tracked_field('field', 'field_id', 'preference') }} as tracked_as
    from preferred
),

tracked as (
    select
        *,
        min(preference) over (partition by issue_id) as first_preference
    from named
    where tracked_as is not null
),

-- A site may have several fields of story points; of each issue, the one that the settings
-- name first counts.
final as (
    select
        issue_id,
        tracked_as as field,
        cast(changed_at as timestamp) as changed_at,
        {{ try_number('history_id', dbt.type_bigint()) }} as history_number,
        item_index,
        nullif(from_value, '') as from_value,
        nullif(from_string, '') as from_string,
        nullif(to_value, '') as to_value,
        nullif(to_string, '') as to_string,
        {{ built_from('issue_id', '_batch_id') }}
    from tracked
    where tracked_as <> 'story_points' or preference = first_preference
)

select * from final
