{#- The first instant (UTC) that is no longer part of the as-of day in the organisation's zone. -#}
{% macro as_of_end() -%}
    cast('{{ start_of_day(as_of_text(), 1) }}' as timestamp)
{%- endmacro %}

{#- Every day from `first_day` to `last_day`, as a select with one column, date_day. -#}
{% macro all_days(first_day, last_day) -%}
    {{ adapter.dispatch('all_days')(first_day, last_day) }}
{%- endmacro %}

{% macro default__all_days(first_day, last_day) -%}
    select
        cast(
            unnest(
                generate_series(
                    cast('{{ first_day }}' as date),
                    cast('{{ last_day }}' as date),
                    interval 1 day
                )
            )
            as date
        ) as date_day
{%- endmacro %}

{% macro spark__all_days(first_day, last_day) -%}
    select explode(sequence(date '{{ first_day }}', date '{{ last_day }}')) as date_day
{%- endmacro %}

{#- One row for each day from one date to another, both included; for a select list. -#}
{% macro days_from_to(first_day, last_day) -%}
    {{ adapter.dispatch('days_from_to')(first_day, last_day) }}
{%- endmacro %}

{% macro default__days_from_to(first_day, last_day) -%}
    cast(unnest(generate_series({{ first_day }}, {{ last_day }}, interval 1 day)) as date)
{%- endmacro %}

{% macro spark__days_from_to(first_day, last_day) -%}
    explode(sequence({{ first_day }}, {{ last_day }}))
{%- endmacro %}

{#- ISO weekday: 1 is Monday. -#}
{% macro iso_weekday(day) -%}
    {{ adapter.dispatch('iso_weekday')(day) }}
{%- endmacro %}

{% macro default__iso_weekday(day) -%}
    extract(isodow from {{ day }})
{%- endmacro %}

{% macro spark__iso_weekday(day) -%}
    extract(dayofweek_iso from {{ day }})
{%- endmacro %}

{#- The year that the day's ISO week belongs to. -#}
{% macro iso_year(day) -%}
    {{ adapter.dispatch('iso_year')(day) }}
{%- endmacro %}

{% macro default__iso_year(day) -%}
    extract(isoyear from {{ day }})
{%- endmacro %}

{% macro spark__iso_year(day) -%}
    extract(yearofweek from {{ day }})
{%- endmacro %}

{#- Elapsed hours between two timestamps, to the second. -#}
{% macro hours_between(from_instant, to_instant) -%}
    cast({{ dbt.datediff(from_instant, to_instant, 'second') }} / 3600.0 as decimal(18, 4))
{%- endmacro %}

{#- Year and number of a month or period as the text `2026-04`. -#}
{% macro period_text(year, period) -%}
    cast({{ year }} as {{ dbt.type_string() }})
    || '-'
    || right('0' || cast({{ period }} as {{ dbt.type_string() }}), 2)
{%- endmacro %}

{#- Working days up to an instant; `day` is the row of `int_calendar_days` that it falls on. -#}
{% macro working_days_until(instant, day) -%}
    {{ day }}.working_days_before
    + case
        when {{ day }}.is_working_day
            then
                {{ dbt.datediff(day ~ '.day_starts_at', instant, 'second') }}
                / cast({{ day }}.day_seconds as double)
        else 0
    end
{%- endmacro %}

{#- The middle value of a group: half of the values are no larger. -#}
{% macro median(column) -%}
    {{ adapter.dispatch('median')(column) }}
{%- endmacro %}

{% macro default__median(column) -%}
    quantile_cont(cast({{ column }} as double), 0.5)
{%- endmacro %}

{% macro spark__median(column) -%}
    percentile(cast({{ column }} as double), 0.5)
{%- endmacro %}
