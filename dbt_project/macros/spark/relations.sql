{#-
    How Spark builds what the models say. `adapter.to_spark` turns a query, written for DuckDB, into
    one that answers with the same values.
-#}

{#- A contract's types are cast to, so that both engines hold a value in the same type. -#}
{% macro spark__create_table_as(temporary, relation, compiled_code, language='sql') -%}
    create table {{ relation }} using parquet
    {{ comment_clause() }}
    as
    {% if config.get('contract').enforced -%}
        {%- set typed -%}
            select
                {%- for column in model.columns.values() %}
                cast({{ column.name }} as {{ column.data_type }}) as {{ column.name }}
                {{- ',' if not loop.last }}
                {%- endfor %}
            from ({{ compiled_code }}) as answered
        {%- endset -%}
        {{ adapter.to_spark(typed) }}
    {%- else -%}
        {{ adapter.to_spark(compiled_code) }}
    {%- endif %}
{%- endmacro %}

{% macro spark__create_view_as(relation, sql) -%}
    create or replace view {{ relation }}
    {{ comment_clause() }}
    as
    {{ adapter.to_spark(sql) }}
{%- endmacro %}

{#- Kept as one literal: backslashes and quotes escaped, lines joined. -#}
{% macro spark__comment_clause() -%}
    {%- if config.get('persist_docs', {}).get('relation') and model.description -%}
        comment '{{ spark_text(model.description | replace("\n", " ")) }}'
    {%- endif -%}
{%- endmacro %}

{% macro spark_text(value) -%}
    {{- value | replace('\\', '\\\\') | replace("'", "\\'") -}}
{%- endmacro %}

{#- Columns are described in the published file, which is made from the models' own descriptions. -#}
{% macro spark__persist_docs(relation, model, for_relation, for_columns) -%}
{%- endmacro %}

{#- Parquet tables enforce nothing; the contract's constraints hold again where they are published. -#}
{% macro spark__persist_constraints(relation, model) %}
{%- endmacro %}

{% macro spark__get_test_sql(main_sql, fail_calc, warn_if, error_if, limit) -%}
    {{ adapter.to_spark(default__get_test_sql(main_sql, fail_calc, warn_if, error_if, limit)) }}
{%- endmacro %}

{#- A seed is one statement: its rows as text, cast to the column's type. -#}
{% macro spark__create_csv_table(model, agate_table) -%}
    {%- set types = model['config'].get('column_types', {}) -%}
    {%- set query -%}
        create table {{ this }} using parquet as
        select
            {%- for name in agate_table.column_names %}
            {%- set type = types.get(name, adapter.convert_type(agate_table, loop.index0)) %}
            cast({{ name }} as {{ 'string' if type == 'varchar' else type }}) as {{ name }}
            {{- ',' if not loop.last }}
            {%- endfor %}
        from values
            {%- for row in agate_table.rows %}
            (
                {%- for value in row -%}
                    {%- if value is none -%} null
                    {%- else -%} '{{ spark_text(value | string) }}'
                    {%- endif -%}
                    {{- ', ' if not loop.last }}
                {%- endfor -%}
            ){{ ',' if not loop.last }}
            {%- endfor %} as listed ({{ agate_table.column_names | join(', ') }})
    {%- endset -%}
    {%- call statement('_') -%} {{ query }} {%- endcall -%}
    {{ return(query) }}
{%- endmacro %}

{% macro spark__load_csv_rows(model, agate_table) -%}
{%- endmacro %}
