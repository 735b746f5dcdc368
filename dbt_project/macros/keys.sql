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

{#- The day that the warehouse reports, as a date. -#}
{% macro as_of() -%}
    cast('{{ var("as_of") }}' as date)
{%- endmacro %}
