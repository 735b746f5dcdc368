{#-
    The landing as Spark reads it: one path with alternatives in braces, listed by the adapter, for
    Spark's SQL has no list of files. Missing columns are null (`mergeSchema`).
-#}

{% macro spark__landed_rows(source_name, table_name) -%}
    {%- set files = adapter.landed_files(source_name, table_name) if execute else [] -%}
    {%- if execute and not files -%}
        {%- do exceptions.raise_compiler_error(
            "no file of landing table " ~ source_name ~ "." ~ table_name ~ " in "
            ~ var('landing') ~ "; `pmo extract " ~ source_name ~ "` makes an empty one"
        ) -%}
    {%- endif -%}
    select * from parquet."{{ var('landing') }}/{{ '{' ~ files | join(',') ~ '}' }}"
{%- endmacro %}

{% macro spark__quarantine_rows(source_name, table_name) -%}
    select * from parquet."{{ var('quarantine') }}/*.parquet"
{%- endmacro %}

{% macro spark__list_landing() -%}
    {%- if execute -%}
        {%- do run_query('create schema if not exists ' ~ target.schema) -%}
        {%- do run_query('drop table if exists ' ~ target.schema ~ '.landed_batches') -%}
        {%- set query -%}
            create table {{ target.schema }}.landed_batches using parquet as
            select
                cast(source as string) as source,
                cast(batch_id as string) as batch_id,
                cast(extracted_at as timestamp) as extracted_at
            from values
                {%- for source_name, batch_id, extracted_at in adapter.list_landing(var('landing')) %}
                ('{{ source_name }}', '{{ batch_id }}', '{{ extracted_at }}'),
                {%- endfor %}
                (null, null, null) as listed (source, batch_id, extracted_at)
            where source is not null
        {%- endset -%}
        {%- do run_query(query) -%}
    {%- endif -%}
{%- endmacro %}

{% macro spark__batches_key() -%}
{%- endmacro %}
