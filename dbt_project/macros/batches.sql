{#- One row a committed batch of any source, read from the manifests. -#}
{% macro landed_batches() -%}
    {{ adapter.dispatch('landed_batches')() }}
{%- endmacro %}

{% macro default__landed_batches() -%}
    select
        source,
        batch_id,
        cast(extracted_at as timestamp) as extracted_at
    from
        read_json(
            '{{ var("landing") }}/*/manifests/*.json',
            columns = {source: 'VARCHAR', batch_id: 'VARCHAR', extracted_at: 'TIMESTAMPTZ'}
        )
{%- endmacro %}
