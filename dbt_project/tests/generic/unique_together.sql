{#- The grain: no two rows share `columns`, and none of them is null unless `allow_null`. -#}
{% test unique_together(model, columns, allow_null=false) %}

select
    {{ columns | join(', ') }},
    count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having
    count(*) > 1
    {%- if not allow_null %}
        {%- for column in columns %}
    or {{ column }} is null
        {%- endfor %}
    {%- endif %}

{% endtest %}
