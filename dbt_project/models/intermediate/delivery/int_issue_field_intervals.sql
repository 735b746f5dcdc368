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

issues as (
    select * from {{ ref('stg_jira__issues') }}
),

changes as (
    select * from {{ ref('int_issue_field_changes') }}
),

-- What landed of an issue: itself, or one of its changes.
landed as (
    select
        issue_id,
        _batch_id
    from {{ ref('stg_jira__issues') }}
    union all
    select
        issue_id,
        _batch_id
    from {{ ref('int_issue_field_changes') }}
),

{% if is_incremental() -%}
-- What landed after all that was built, and what was built never or forgotten since.
    untaken as (  -- noqa: ST03
        select landed.issue_id
        from landed
        where
            landed._batch_id > (
                select coalesce(max(built._batch_id), '') from {{ this }} as built
            )
        union
        select issues.issue_id
        from {{ ref('stg_jira__issues') }} as issues
        left join {{ this }} as built on issues.issue_id = built.issue_id
        where built.issue_id is null
    ),
{%- endif %}

-- Of each issue, the last batch that said anything about it.
batches as (
    select
        issue_id,
        max(_batch_id) as _batch_id
    from landed
    {% if is_incremental() -%}
        where issue_id in (select untaken.issue_id from untaken)
    {%- endif %}
    group by issue_id
),

-- An issue touched since the last build is rebuilt whole, for a late change moves its neighbours.
touched as (
    select
        issues.*,
        batches._batch_id as last_batch_id
    from issues
    inner join batches on issues.issue_id = batches.issue_id
),

ordered as (
    select
        changes.*,
        touched.created_at,
        touched.last_batch_id,
        row_number() over in_order as change_number,
        lead(changes.changed_at) over in_order as next_changed_at
    from changes
    inner join touched on changes.issue_id = touched.issue_id
    where
        changes.field not in (
            'fix_version', 'key', {{ quoted_list(changing_fields().values() | list) }}
        )
    window
        in_order as (
            partition by changes.issue_id, changes.field
            order by changes.changed_at, changes.history_number, changes.item_index
        )
),

-- What the first change replaced had stood since the issue was created.
initial as (
    select
        issue_id,
        field,
        0 as change_number,
        from_value as value,
        from_string as value_string,
        least(created_at, changed_at) as valid_from,
        changed_at as valid_to,
        last_batch_id as _batch_id
    from ordered
    where change_number = 1
),

changed as (
    select
        issue_id,
        field,
        change_number,
        to_value as value,
        to_string as value_string,
        changed_at as valid_from,
        next_changed_at as valid_to,
        last_batch_id as _batch_id
    from ordered
),

current_values as (
    {{ issue_field_values('touched') }}
),

-- A field that never changed has held today's value all along.
unchanged as (
    select
        current_values.issue_id,
        current_values.field,
        0 as change_number,
        current_values.value,
        current_values.value_string,
        current_values.created_at as valid_from,
        cast(null as timestamp) as valid_to,
        current_values.last_batch_id as _batch_id
    from current_values
    left join initial
        on
            current_values.issue_id = initial.issue_id
            and current_values.field = initial.field
    where
        initial.issue_id is null
        and (current_values.value is not null or current_values.value_string is not null)
),

united as (
    select * from initial
    union all
    select * from changed
    union all
    select * from unchanged
),

final as (
    select
        issue_id,
        field,
        cast(change_number + 1 as integer) as interval_number,
        value,
        value_string,
        valid_from,
        valid_to,
        {{ built_from('issue_id', '_batch_id') }}
    from united
)

select * from final
