{#- The overall rating is the worst of the dimensions, and grey only where all of them are. -#}
{% test health_agrees(model, dimensions) %}

select
    project_code,
    as_of_date,
    overall_rag
from {{ model }}
where
    overall_rag is distinct from
    case
        when
            {% for dimension in dimensions -%}
            {{ dimension }}_rag = 'red'{% if not loop.last %} or {% endif %}
            {%- endfor %} then 'red'
        when
            {% for dimension in dimensions -%}
            {{ dimension }}_rag = 'amber'{% if not loop.last %} or {% endif %}
            {%- endfor %} then 'amber'
        when
            {% for dimension in dimensions -%}
            {{ dimension }}_rag = 'green'{% if not loop.last %} or {% endif %}
            {%- endfor %} then 'green'
        else 'grey'
    end

{% endtest %}
