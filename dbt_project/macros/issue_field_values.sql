{#-
    The tracked fields as each issue of `issues` holds them now, one row a field. Where Jira's
    issue carries a name only, the name stands for the id too.
-#}
{% macro issue_field_values(issues) -%}
    {%- set fields = {
        'status': ('status_id', 'status'),
        'assignee': ('assignee_id', 'assignee_id'),
        'priority': ('priority', 'priority'),
        'resolution': ('resolution', 'resolution'),
        'sprint': (json_list_text('sprint_ids'), 'null'),
        'story_points': ('null', 'cast(story_points as ' ~ dbt.type_float() ~ ')'),
    } -%}
    {%- for field, (value, value_string) in fields.items() %}
    select
        issue_id,
        created_at,
        last_batch_id,
        '{{ field }}' as field,
        cast({{ value }} as {{ dbt.type_string() }}) as value,
        cast({{ value_string }} as {{ dbt.type_string() }}) as value_string
    from {{ issues }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
