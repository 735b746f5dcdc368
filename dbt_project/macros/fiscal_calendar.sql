{#-
    The fiscal calendar of the settings. With the pattern `months` a period is a calendar month;
    otherwise a year is 52 or 53 whole weeks, and a quarter has three periods of so many weeks.
-#}

{#-
    Every fiscal year as a select: fiscal_year (its number), starts_on and next_starts_on. A year of
    weeks begins on the day of the week that the settings name: the one nearest to the first of the
    start month, or the last one up to it, so that the year before ends nearest to the end of the
    month before, or on the last such day in it.
-#}
{% macro fiscal_year_rows() -%}
    {{ adapter.dispatch('fiscal_year_rows')() }}
{%- endmacro %}

{% macro default__fiscal_year_rows() -%}
    {%- set is_named_by_end = var('fiscal_calendar').year_named_after == 'end'
        and var('fiscal_year_start_month') > 1 -%}
    {%- for year in range(1989, 2052) %}
    select
        {{ year + 1 if is_named_by_end else year }} as fiscal_year,
        cast('{{ fiscal_year_start(year) }}' as date) as starts_on,
        cast('{{ fiscal_year_start(year + 1) }}' as date) as next_starts_on
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}

{#- The first day, as text, of the fiscal year that begins about the start month of `year`. -#}
{% macro fiscal_year_start(year) -%}
    {%- set calendar = var('fiscal_calendar') -%}
    {%- set first = modules.datetime.date(year, var('fiscal_year_start_month'), 1) -%}
    {%- if calendar.pattern == 'months' -%}
        {{ first.isoformat() }}
    {%- else -%}
        {%- set back = (first.isoweekday() - calendar.week_starts_on) % 7 -%}
        {%- set is_next_nearer = calendar.year_ends == 'nearest' and back > 3 -%}
        {%- set days = 7 - back if is_next_nearer else -back -%}
        {{ (first + modules.datetime.timedelta(days=days)).isoformat() }}
    {%- endif -%}
{%- endmacro %}

{#- Number of the week in its fiscal year, from 1; the first holds the first day of the year. -#}
{% macro fiscal_week(starts_on, day) -%}
    {{ adapter.dispatch('fiscal_week')(starts_on, day) }}
{%- endmacro %}

{% macro default__fiscal_week(starts_on, day) -%}
    {%- set first = var('fiscal_calendar').week_starts_on -%}
    cast(
        floor(
            (
                {{ days_between(starts_on, day) }}
                + ({{ iso_weekday(starts_on) }} - {{ first }} + 7) % 7
            ) / 7.0
        ) + 1 as integer
    )
{%- endmacro %}

{#- Number of the period in its fiscal year, 1 to 12; a 53rd week belongs to the last. -#}
{% macro fiscal_month(starts_on, day, week) -%}
    {{ adapter.dispatch('fiscal_month')(starts_on, day, week) }}
{%- endmacro %}

{% macro default__fiscal_month(starts_on, day, week) -%}
    {%- set pattern = var('fiscal_calendar').pattern -%}
    {%- if pattern == 'months' -%}
    cast({{ months_between(starts_on, day) }} + 1 as integer)
    {%- else -%}
    case
        {%- set ends = namespace(at=0) -%}
        {%- for weeks in pattern.split('-') * 4 -%}
            {%- set ends.at = ends.at + weeks | int -%}
            {%- if not loop.last %}
        when {{ week }} <= {{ ends.at }} then {{ loop.index }}
            {%- endif -%}
        {%- endfor %}
        else 12
    end
    {%- endif -%}
{%- endmacro %}
