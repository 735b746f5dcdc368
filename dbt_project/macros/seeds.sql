{#-
    A seed is made anew each time. dbt would empty its table and copy the file into it by position:
    a column that is new stops that, and two that have changed places take each other's values.
-#}
{% macro duckdb__reset_csv_table(model, full_refresh, old_relation, agate_table) -%}
    {%- do adapter.drop_relation(old_relation) -%}
    {%- do return(create_csv_table(model, agate_table)) -%}
{%- endmacro %}
