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
        from (
            select distinct issue_id
            from ({{ accepted('jira', 'issue_changes') }}) as accepted
        ) as untaken
        left join {{ this }} as taken on untaken.issue_id = taken.issue_id
        left join {{ ref('stg_jira__departures') }} as departures
            on untaken.issue_id = departures.issue_id
        where
            taken.issue_id is null
            and departures.issue_id is null
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

-- There are many changes and few fields: what a field is tracked as is decided once for all.
changed_fields as (
    select distinct
        field,
        field_id
    from {{ 'changes' if is_incremental() else ref('stg_jira__issue_changes') }}
),

-- Some entries of the changelog lack the id of their field, all of Data Center do, so its name
-- must do.
preferred as (
    select
        changed_fields.*,
        coalesce(
            fields.preference,
            named_fields.preference,
            {{ story_points_preference(['changed_fields.field_id', 'changed_fields.field']) }}
        ) as preference
    from changed_fields
    left join fields on changed_fields.field_id = fields.field_id
    left join named_fields
        on
            case when changed_fields.field_id is null then lower(changed_fields.field) end
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
        changes.*,
        named.preference,
        named.tracked_as
    from changes
    inner join named
        on
            changes.field is not distinct from named.field
            and changes.field_id is not distinct from named.field_id
    where named.tracked_as is not null
),

first_preferences as (
    select
        issue_id,
        min(preference) as preference
    from tracked
    where preference is not null
    group by issue_id
),

-- A site may have several fields of story points; of each issue, the one that the settings
-- name first counts.
final as (
    select
        tracked.issue_id,
        tracked.tracked_as as field,
        {{ as_utc('tracked.changed_at') }} as changed_at,
        {{ try_number('tracked.history_id', dbt.type_bigint()) }} as history_number,
        tracked.item_index,
        nullif(tracked.from_value, '') as from_value,
        nullif(tracked.from_string, '') as from_string,
        nullif(tracked.to_value, '') as to_value,
        nullif(tracked.to_string, '') as to_string,
        {{ built_from('tracked.issue_id', 'tracked._batch_id') }}
    from tracked
    left join first_preferences on tracked.issue_id = first_preferences.issue_id
    where
        tracked.tracked_as <> 'story_points'
        or tracked.preference = first_preferences.preference
)

select * from final
