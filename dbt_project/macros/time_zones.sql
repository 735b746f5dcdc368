{#-
    Which day it is: timestamps are UTC, days are the organisation's. `utc_offsets` lists, for the
    zone of the settings, each stretch of one offset by its first instant: [[from, seconds], ...].
    The offsets are numbers in the statement, so that every engine places an instant alike.
-#}

{#-
    An instant of the landing, which knows its time zone, as a timestamp in UTC. DuckDB's own cast
    asks a calendar for each row, at twenty times the price of this arithmetic.
-#}
{% macro as_utc(instant) -%}
    {{ adapter.dispatch('as_utc')(instant) }}
{%- endmacro %}

{% macro default__as_utc(instant) -%}
    make_timestamp(epoch_us({{ instant }}))
{%- endmacro %}

{#- The day of the organisation's time zone on which an instant falls, as a date. -#}
{% macro local_day(instant) -%}
    {{ adapter.dispatch('local_day')(instant) }}
{%- endmacro %}

{% macro default__local_day(instant) -%}
    {%- set offsets = var('utc_offsets') -%}
    {%- if offsets | length == 1 and offsets[0][1] == 0 -%}
    cast({{ instant }} as date)
    {%- elif offsets | length == 1 -%}
    cast({{ dbt.dateadd('second', offsets[0][1], instant) }} as date)
    {%- else -%}
    cast({{ dbt.dateadd('second', offset_at(instant), instant) }} as date)
    {%- endif -%}
{%- endmacro %}

{#-
    Seconds by which the organisation's clocks are ahead of UTC at an instant. The stretches are
    halved until one is left: there are two a year for sixty years, and millions of instants.
-#}
{% macro offset_at(instant, offsets=none) -%}
    {%- set offsets = offsets or var('utc_offsets') -%}
    {%- if offsets | length == 1 -%}
    {{ offsets[0][1] }}
    {%- else -%}
    {%- set half = offsets | length // 2 -%}
    case
        when {{ instant }} < cast('{{ offsets[half][0] }}' as timestamp)
            then {{ offset_at(instant, offsets[:half]) }}
        else {{ offset_at(instant, offsets[half:]) }}
    end
    {%- endif -%}
{%- endmacro %}

{#-
    The first instant (UTC, as text) of the local day `days` after `day` (text). Where clocks jump
    over midnight the day begins with the jump.
-#}
{% macro start_of_day(day, days=0) -%}
    {{ adapter.dispatch('start_of_day')(day, days) }}
{%- endmacro %}

{% macro default__start_of_day(day, days) -%}
    {%- set time = modules.datetime -%}
    {%- set offsets = var('utc_offsets') -%}
    {%- set midnight = time.datetime.strptime(day, '%Y-%m-%d') + time.timedelta(days=days) -%}
    {%- set found = [] -%}
    {%- for since, seconds in offsets if not found -%}
        {%- set start = midnight - time.timedelta(seconds=seconds) -%}
        {%- if not loop.first -%}
            {%- set start = [start, time.datetime.strptime(since, '%Y-%m-%d %H:%M:%S')] | max -%}
        {%- endif -%}
        {%- if loop.last or start < time.datetime.strptime(
            loop.nextitem[0], '%Y-%m-%d %H:%M:%S'
        ) -%}
            {%- do found.append(start) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ found[0].strftime('%Y-%m-%d %H:%M:%S') }}
{%- endmacro %}

{#- The offsets as a select: utc_from, utc_to (open at both ends) and seconds ahead of UTC. -#}
{% macro utc_offset_rows() -%}
    {{ adapter.dispatch('utc_offset_rows')() }}
{%- endmacro %}

{% macro default__utc_offset_rows() -%}
    {%- for since, seconds in var('utc_offsets') %}
    select
        cast('{{ '1900-01-01' if loop.first else since }}' as timestamp) as utc_from,
        cast('{{ '9999-12-31' if loop.last else loop.nextitem[0] }}' as timestamp) as utc_to,
        {{ seconds }} as seconds
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
