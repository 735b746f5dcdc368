{#- A surrogate key: md5 over the natural key's parts, the same on every engine and every night. -#}
{% macro surrogate_key(columns) -%}
    md5(
        {%- for column in columns %}
        coalesce(cast({{ column }} as {{ dbt.type_string() }}), '~null~')
        {%- if not loop.last %} || '|' || {% endif %}
        {%- endfor %}
    )
{%- endmacro %}

{#- A day as the integer 20260630, the key of `dim_date`. -#}
{% macro date_key(day) -%}
    cast(
        extract(year from {{ day }}) * 10000
        + extract(month from {{ day }}) * 100
        + extract(day from {{ day }})
        as integer
    )
{%- endmacro %}

{#- A whole number from 0 to `below` - 1 that the parts decide: random to look at, the same always. -#}
{% macro seeded_number(parts, below) -%}
    {{ adapter.dispatch('seeded_number')(parts, below) }}
{%- endmacro %}

{% macro default__seeded_number(parts, below) -%}
    cast(cast('0x' || substr({{ surrogate_key(parts) }}, 1, 7) as bigint) % {{ below }} as integer)
{%- endmacro %}

{% macro spark__seeded_number(parts, below) -%}
    cast(cast(conv(substr({{ surrogate_key(parts) }}, 1, 7), 16, 10) as bigint) % {{ below }} as int)
{%- endmacro %}
