{#-
    Months from the beginning of `start` to the end of `day`, parts of a month by its days: a plan
    that starts on 1 January has 3 months behind it on 31 March and 3.5 on 15 April. The one clock
    of planned value, earned schedule and actual time.
-#}
{% macro months_elapsed(start, day) -%}
    (
        {{ months_between(start, day) }}
        + cast(extract(day from {{ day }}) as double)
        / extract(day from {{ month_end(day) }})
        - cast(extract(day from {{ start }}) - 1 as double)
        / extract(day from {{ month_end(start) }})
    )
{%- endmacro %}

{#-
    The day on which `months` after the beginning of `start` have passed: the inverse of
    `months_elapsed`. Null beyond a century, which says no more than "never at this pace".
-#}
{% macro day_after_months(start, months) -%}
    {#- A whisker below a whole day, lest rounding in the last digit push it to the next. -#}
    {%- set position -%}
        ({{ months }} + cast(extract(day from {{ start }}) - 1 as double)
        / extract(day from {{ month_end(start) }}) - 0.000001)
    {%- endset -%}
    {%- set first_of_month -%}
        {{ dbt.dateadd(
            'month',
            'cast(floor(' ~ position ~ ') as integer)',
            dbt.date_trunc('month', start)
        ) }}
    {%- endset -%}
    case
        when {{ months }} >= 0 and {{ months }} <= 1200
            then {{ add_days(
                first_of_month,
                'cast(floor((' ~ position ~ ' - floor(' ~ position ~ ')) * extract(day from '
                ~ month_end(first_of_month) ~ ')) as integer)'
            ) }}
    end
{%- endmacro %}

{#- Numerator over denominator to six decimals; null, never an error, where that is undefined. -#}
{% macro ratio(numerator, denominator) -%}
    round(
        cast({{ numerator }} as double)
        / nullif(cast({{ denominator }} as double), 0),
        6
    )
{%- endmacro %}

{#-
    An amount that was reached by division. Null where it is beyond what decimal(18, 2) holds: next
    to nothing earned forecasts no amount that anybody could mean.
-#}
{% macro divided_amount(expression) -%}
    case
        when abs({{ expression }}) < 1e15 then cast({{ expression }} as decimal(18, 2))
    end
{%- endmacro %}
