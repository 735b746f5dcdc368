{#-
    Totals agree in both directions. `is distinct from` makes a missing side a failure: with `!=`
    it would compare to null and pass. `source_where` filters the source side
    (dbt would take an argument named `where` for itself, and filter the model).
-#}
{% test ties_out_to(model, column, source, source_column, by, source_where='true') %}

with

reported as (
    select
        {{ by }},
        sum({{ column }}) as total
    from {{ model }}
    group by {{ by }}
),

booked as (
    select
        {{ by }},
        sum({{ source_column }}) as total
    from {{ source }}
    where {{ source_where }}
    group by {{ by }}
)

select
    {{ by }},
    reported.total as reported_total,
    booked.total as booked_total
from reported
full join booked using ({{ by }})
-- Who is planned and has booked nothing is 0 on one side and no row on the other.
where nullif(reported.total, 0) is distinct from nullif(booked.total, 0)

{% endtest %}
