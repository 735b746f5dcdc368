{#- Every value lies in [min, max]; null passes only where `column` may be null (see not_null). -#}
{% test in_range(model, column_name, min=none, max=none) %}

select {{ column_name }}
from {{ model }}
where
    {{ column_name }} is not null
    and not (
        true
        {% if min is not none %}and {{ column_name }} >= {{ min }}{% endif %}
        {% if max is not none %}and {{ column_name }} <= {{ max }}{% endif %}
    )

{% endtest %}
