{#- Days from one date to another, signed. -#}
{% macro days_between(earlier, later) -%}
    {{ dbt.datediff(earlier, later, 'day') }}
{%- endmacro %}

{#- `days` after `day`, as a date: dateadd alone answers with a timestamp on most engines. -#}
{% macro add_days(day, days) -%}
    cast({{ dbt.dateadd('day', days, day) }} as date)
{%- endmacro %}

{#-
    Calendar months from `start` to `finish`, counted to the end of each day's month: 0 in the month
    of the start, 1 in the next. What a budget period and a plan are counted in.
-#}
{% macro months_between(start, finish) -%}
    (
        (extract(year from {{ finish }}) - extract(year from {{ start }})) * 12
        + extract(month from {{ finish }}) - extract(month from {{ start }})
    )
{%- endmacro %}

{#- The last day of the month `months` after that of `day` (negative: before). -#}
{% macro month_end(day, months=0) -%}
    cast({{ dbt.last_day(dbt.dateadd('month', months, day), 'month') }} as date)
{%- endmacro %}

{#- An end that never comes, so that intervals join without a null to think of. -#}
{% macro open_end() -%}
    cast('9999-12-31' as date)
{%- endmacro %}
