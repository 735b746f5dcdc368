{#-
    Incremental models are built whole on Spark: Parquet tables know no `delete`, and the result is
    the same. Their hooks mend what an increment would leave, so there is nothing for them to do.
-#}
{% materialization incremental, adapter='duckspark' -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- do adapter.drop_relation(target_relation) -%}
    {%- call statement('main') -%}
        {{ create_table_as(false, target_relation, compiled_code) }}
    {%- endcall -%}
    {{ return({'relations': [target_relation]}) }}
{%- endmaterialization %}

{#- As dbt's own, and never on Spark. -#}
{% macro is_incremental() -%}
    {{ return(target.type == 'duckdb' and dbt.is_incremental()) }}
{%- endmacro %}
