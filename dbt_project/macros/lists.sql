{#-
    A list that lands whole whenever it changed, as it was read last: what it no longer names has
    left it, and is not to be found.
-#}
{% macro newest_list(source_name, table_name, key) -%}
    select *
    from ({{ current_rows(source_name, table_name, key) }}) as listed
    qualify _batch_id = max(_batch_id) over ()
{%- endmacro %}
