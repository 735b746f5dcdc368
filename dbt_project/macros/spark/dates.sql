{#- Days, instants and series on Spark, in words that the translation lets through. -#}

{% macro spark__dateadd(datepart, interval, from_date_or_timestamp) -%}
    {%- set days = {'day': 1, 'week': 7} -%}
    {%- set months = {'month': 1, 'quarter': 3, 'year': 12} -%}
    {%- set seconds = {'hour': 3600, 'minute': 60, 'second': 1} -%}
    {%- set instant = 'cast(' ~ from_date_or_timestamp ~ ' as timestamp)' -%}
    {%- if datepart in days -%}
        ({{ instant }} + make_dt_interval(cast({{ interval }} as integer) * {{ days[datepart] }}))
    {%- elif datepart in months -%}
        ({{ instant }} + make_ym_interval(0, cast({{ interval }} as integer) * {{ months[datepart] }}))
    {%- elif datepart in seconds -%}
        ({{ instant }}
        + make_dt_interval(0, 0, 0, cast({{ interval }} as integer) * {{ seconds[datepart] }}))
    {%- else -%}
        {%- do exceptions.raise_compiler_error(
            "dateadd of " ~ datepart ~ " is not written for Spark; see macros/spark/dates.sql"
        ) -%}
    {%- endif -%}
{%- endmacro %}

{#- Boundaries that lie between, as DuckDB counts them. -#}
{% macro spark__datediff(first_date, second_date, datepart) -%}
    {%- if datepart == 'day' -%}
        (unix_date(cast({{ second_date }} as date)) - unix_date(cast({{ first_date }} as date)))
    {%- elif datepart == 'second' -%}
        (unix_seconds(cast({{ second_date }} as timestamp))
        - unix_seconds(cast({{ first_date }} as timestamp)))
    {%- else -%}
        {%- do exceptions.raise_compiler_error(
            "datediff in " ~ datepart ~ " is not written for Spark; see macros/spark/dates.sql"
        ) -%}
    {%- endif -%}
{%- endmacro %}

{% macro spark__generate_series(upper_bound) -%}
    select explode(sequence(1, {{ upper_bound }})) as generated_number
{%- endmacro %}

{#- The session's time zone is UTC, so Spark's own cast answers in it. -#}
{% macro spark__as_utc(instant) -%}
    cast({{ instant }} as timestamp)
{%- endmacro %}
