{#- One row for each part of `column`, split at the regular expression; for a select list. -#}
{% macro split_to_rows(column, pattern) -%}
    {{ adapter.dispatch('split_to_rows')(column, pattern) }}
{%- endmacro %}

{% macro default__split_to_rows(column, pattern) -%}
    unnest(regexp_split_to_array({{ column }}, '{{ pattern }}'))
{%- endmacro %}

{#- A JSON list of strings as one comma-separated text: `["34", "35"]` becomes `34, 35`. -#}
{% macro json_list_text(column) -%}
    {{ adapter.dispatch('json_list_text')(column) }}
{%- endmacro %}

{% macro default__json_list_text(column) -%}
    nullif(array_to_string(from_json({{ column }}, '["VARCHAR"]'), ', '), '')
{%- endmacro %}

{% macro spark__json_list_text(column) -%}
    nullif(array_join(from_json({{ column }}, 'array<string>'), ', '), '')
{%- endmacro %}

{#- A text as a number, or null where it is none: `5.0` and `5` are five, `XL` is nothing. -#}
{% macro try_number(column, type='decimal(18, 6)') -%}
    try_cast({{ column }} as {{ type }})
{%- endmacro %}

{#- The day that a text begins with (`2026-05-01 00:00:00.0`), or null where it is none. -#}
{% macro try_day(column) -%}
    case
        when {{ column }} like '____-__-__%' then try_cast(substr({{ column }}, 1, 10) as date)
    end
{%- endmacro %}

{#- The values of a group as one text, sorted and parted by commas. -#}
{% macro text_list(column) -%}
    {{ adapter.dispatch('text_list')(column) }}
{%- endmacro %}

{% macro default__text_list(column) -%}
    string_agg({{ column }}, ', ' order by {{ column }})
{%- endmacro %}

{#- One row for each {"id", "name"} object of a JSON list, as a struct; for a select list. -#}
{% macro json_objects_to_rows(column) -%}
    {{ adapter.dispatch('json_objects_to_rows')(column) }}
{%- endmacro %}

{% macro default__json_objects_to_rows(column) -%}
    unnest(from_json({{ column }}, '[{"id": "VARCHAR", "name": "VARCHAR"}]'))
{%- endmacro %}

{% macro spark__json_objects_to_rows(column) -%}
    explode(from_json({{ column }}, 'array<struct<id:string,name:string>>'))
{%- endmacro %}

{#- The values of a group as one text in the order of `order_by`; empty ones are left out. -#}
{% macro ordered_text_list(value, order_by) -%}
    {{ adapter.dispatch('ordered_text_list')(value, order_by) }}
{%- endmacro %}

{% macro default__ordered_text_list(value, order_by) -%}
    string_agg({{ value }}, ', ' order by {{ order_by }})
{%- endmacro %}

{#- A text of the settings or a path as an SQL literal, whatever apostrophes it holds. -#}
{% macro text_literal(value) -%}
    '{{ value | string | replace("'", "''") }}'
{%- endmacro %}

{#- Texts as SQL literals, parted by commas. -#}
{% macro text_literals(values) -%}
    {%- for value in values %}{{ text_literal(value) }}{% if not loop.last %}, {% endif %}{% endfor -%}
{%- endmacro %}

{#- A list of words as SQL literals, in lower case, for `in (…)`; an empty list matches nothing. -#}
{% macro quoted_list(words) -%}
    {%- for word in words %}{{ text_literal(word | lower) }}{% if not loop.last %}, {% endif %}
    {%- else %}''{% endfor -%}
{%- endmacro %}

{#- What stands in `column`, a JSON object, under a key that another column names; as JSON. -#}
{% macro json_member(column, key) -%}
    {{ adapter.dispatch('json_member')(column, key) }}
{%- endmacro %}

{% macro default__json_member(column, key) -%}
    json_extract({{ column }}, '$.' || {{ key }})
{%- endmacro %}

{% macro spark__json_member(column, key) -%}
    get_json_object({{ column }}, concat('$.', {{ key }}))
{%- endmacro %}

{#- What Jira means by a value in JSON: of a choice, person or team its name, of a list its first. -#}
{% macro json_said(value) -%}
    {{ adapter.dispatch('json_said')(value) }}
{%- endmacro %}

{% macro default__json_said(value) -%}
    coalesce(
        {%- for path in said_paths() %}
        json_extract_string({{ value }}, '${{ path }}'),
        {%- endfor %}
        json_extract_string({{ value }}, '$')
    )
{%- endmacro %}

{% macro spark__json_said(value) -%}
    coalesce(
        {%- for path in said_paths() %}
        get_json_object({{ value }}, '${{ path }}'),
        {%- endfor %}
        {{ value }}
    )
{%- endmacro %}

{% macro said_paths() -%}
    {%- set names = ['.value', '.name', '.displayName', '.title', '.key', '.id'] -%}
    {%- set first = [] -%}
    {%- for name in names -%} {%- do first.append('[0]' ~ name) -%} {%- endfor -%}
    {%- do return(names + first + ['[0]']) -%}
{%- endmacro %}
