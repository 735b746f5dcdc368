{#-
    The day that is reported, and that of the last report. A build tells them by the environment:
    other variables than last night's would make dbt parse the whole project anew. Whoever runs
    dbt by hand gives variables.
-#}

{#- The day that the warehouse reports, as text. -#}
{% macro as_of_text() -%}
    {{ told_day('AS_OF') or var('as_of') }}
{%- endmacro %}

{#- The day that the warehouse reports, as a date. -#}
{% macro as_of() -%}
    cast('{{ as_of_text() }}' as date)
{%- endmacro %}

{#- The day of the last report, as a date. -#}
{% macro previous_as_of() -%}
    cast('{{ told_day('PREVIOUS_AS_OF') or var('previous_as_of') }}' as date)
{%- endmacro %}

{#- What the build said of a day; nothing where dbt was started by hand. -#}
{% macro told_day(name) -%}
    {%- do return((dbt_metadata_envs | default({})).get(name)) -%}
{%- endmacro %}
