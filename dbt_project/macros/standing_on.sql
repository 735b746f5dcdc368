{#-
    What a register that keeps no dates said on each of the days of `dates`, relations by name with
    `as_of_date`: of each key in `versions` the row that was landed last. `only` is a condition on
    `dates` and `versions`, for those who need few of them.
-#}
{% macro standing_on(dates, versions, key, only) -%}
    select
        dates.as_of_date,
        versions.*
    from {{ dates }} as dates
    inner join {{ versions }} as versions
        on
            dates.as_of_date >= versions.stood_from
            and dates.as_of_date < versions.stood_until
            and {{ only }}
    qualify
        row_number() over (
            partition by dates.as_of_date, versions.{{ key | join(', versions.') }}
            order by versions._batch_id desc, versions._row_number desc
        ) = 1
{%- endmacro %}
