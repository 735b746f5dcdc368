{#-
    Tables and views are replaced in place, in one transaction with the note of what they were
    built from: a model that fails leaves what was there. Of a large table only what became
    different is written (differences.sql). dbt's own way, by a second name, two
    renames and a drop behind the commit, is meant for databases that others read meanwhile; here
    it was a sixth of the night's CPU. What reuse.sql finds unchanged is not touched at all.
-#}

{% materialization table, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- call replace_relation(target_relation) -%}
        {{ create_table_as(False, target_relation, sql) }}
    {%- endcall -%}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='view') -%}
    {%- call replace_relation(target_relation) -%}
        {{ create_view_as(target_relation, sql) }}
    {%- endcall -%}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{#-
    dbt's own, with the note before and after it. The statement of a first build is another than
    that of the next, which therefore runs once and finds nothing to do.
-#}
{% materialization incremental, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set inputs = inputs_key(sql) -%}
    {%- if load_cached_relation(this) is not none and is_as_built(inputs) -%}
        {%- do reuse() -%}
        {{ return({'relations': [target_relation]}) }}
    {%- endif -%}
    {%- do run_query(forget_built()) -%}
    {%- set built = dbt.materialization_incremental_duckdb() -%}
    {%- do run_query(note_built(inputs, target_relation)) -%}
    {{ return(built) }}
{% endmaterialization %}

{#- dbt's own; a test that passed on the same rows is not run again. -#}
{% materialization test, adapter='duckdb' %}
    {%- set inputs = inputs_key(sql) -%}
    {%- if is_as_built(inputs) -%}
        {%- call statement('main', fetch_result=True) -%}
            select 0 as failures, false as should_warn, false as should_error
        {%- endcall -%}
        {{ return({'relations': []}) }}
    {%- endif -%}
    {%- set tested = dbt.materialization_test_default() -%}
    {%- if inputs is not none and load_result('main').table.columns[0][0] == 0 -%}
        {%- do run_query(note_built(inputs)) -%}
        {%- do adapter.commit() -%}
    {%- endif -%}
    {{ return(tested) }}
{% endmaterialization %}

{#- Run the caller's statement in place of what the database has as `target_relation`. -#}
{% macro replace_relation(target_relation) -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set inputs = inputs_key(sql) -%}
    {%- if existing_relation is not none and is_as_built(inputs) -%}
        {%- do return(reuse()) -%}
    {%- endif -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- set creation = caller() -%}
    {%- set holds_rows = target_relation.type == 'table' -%}
    {%- set keeps_rows = (
        holds_rows
        and existing_relation is not none
        and existing_relation.type == 'table'
        and finds_differences(existing_relation, sql)
    ) -%}
    {%- call statement('main') -%}
        {%- if keeps_rows %}
        {{ write_differences(existing_relation) }}
        {%- else %}
        {%- if existing_relation is not none %}
        drop {{ existing_relation.type }} {{ existing_relation }};
        {%- endif %}
        {{ creation }}
        {%- endif %}
    {%- endcall -%}
    {%- do persist_docs(target_relation, model) -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do run_query(note_built(inputs, target_relation if holds_rows else none, keeps_rows)) -%}
    {%- do adapter.commit() -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
{%- endmacro %}
