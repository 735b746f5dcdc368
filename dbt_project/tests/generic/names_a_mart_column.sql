{#- Every entry points at a mart and at a column that this mart's contract has. The tables of schema quality
    are no models; a test of the reports holds those. -#}
{% test names_a_mart_column(model) %}

    {%- set known = [] -%}
    {%- if execute -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' -%}
        {%- for column in node.columns if node.schema == 'marts' -%}
            {%- do known.append(node.name ~ '.' ~ column) -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endif %}

select
    metric,
    source_model,
    source_column
from {{ model }}
where
    source_model not like 'quality.%'
    and source_model || '.' || source_column not in (
{%- for name in known %}
        '{{ name }}'{% if not loop.last %},{% endif %}
        {%- else %}
        ''
        {%- endfor %}
    )

{% endtest %}
