{#-
    Tables and views are replaced in place, in one transaction: a model that fails leaves what was
    there. dbt's own way, by a second name, two renames and a drop behind the commit, is meant for
    databases that others read meanwhile; here it was a sixth of the night's CPU.
-#}

{% materialization table, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- do replace_relation(target_relation, create_table_as(False, target_relation, sql)) -%}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='view') -%}
    {%- do replace_relation(target_relation, create_view_as(target_relation, sql)) -%}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{#- Run `creation` in place of what the database has under the name of `target_relation`. -#}
{% macro replace_relation(target_relation, creation) -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- call statement('main') -%}
        {%- if existing_relation is not none %}
        drop {{ existing_relation.type }} {{ existing_relation }};
        {%- endif %}
        {{ creation }}
    {%- endcall -%}
    {%- do persist_docs(target_relation, model) -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do adapter.commit() -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
{%- endmacro %}
