{#-
    Empty an incremental model that was built under another mapping of custom fields, so that it
    is built anew: issues are not landed again because of it. Nothing on a first build.
-#}
{% macro forget_other_mapping() -%}
    {%- set mapping = ref('stg_jira__field_mapping') -%}
    {%- if is_incremental() -%}
        delete from {{ this }}
        where
            (select coalesce(max(mapping._batch_id), '') from {{ mapping }} as mapping)
            > (select coalesce(max(built._batch_id), '') from {{ this }} as built)
    {%- endif -%}
{%- endmacro %}
