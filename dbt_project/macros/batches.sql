{#- One row a committed batch of any source. -#}
{% macro landed_batches() -%}
    {{ adapter.dispatch('landed_batches')() }}
{%- endmacro %}

{% macro default__landed_batches() -%}
    select
        source,
        batch_id,
        cast(extracted_at as timestamp) as extracted_at
    from {{ target.schema }}.landed_batches /* {{ batches_key() }} */
{%- endmacro %}
