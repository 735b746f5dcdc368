{#-
    What counts of the landing, listed at the start of each run. pmo/manifests.py says how the
    landing is laid out, and the same in Python; a test holds the two together. Manifests are
    listed first and opened afterwards: files are only ever added to what a listing names, and
    stay for a day after a newer listing would leave them out.
-#}

{#- Paths of the Parquet files that hold the rows of a landing table, as of this run's start. -#}
{% macro landed_files(source_name, table_name) -%}
    {%- if not execute -%} {%- do return([]) -%} {%- endif -%}
    {%- set query -%}
        select path
        from {{ target.schema }}.landed_files
        where source = '{{ source_name }}' and table_name = '{{ table_name }}'
        order by place, path
    {%- endset -%}
    {%- set files = run_query(query).columns[0].values() -%}
    {%- if not files -%}
        {%- do exceptions.raise_compiler_error(
            "no file of landing table " ~ source_name ~ "." ~ table_name ~ " in "
            ~ var('landing') ~ "; `pmo extract " ~ source_name ~ "` makes an empty one"
        ) -%}
    {%- endif -%}
    {%- do return(files) -%}
{%- endmacro %}

{#- The manifests that count: of each source its newest base, and the batches after it. -#}
{% macro live_manifests() -%}
    {%- set query -%}
        with manifests as (
            select
                file,
                parse_filename(file, true) as name,
                parse_filename(parse_dirpath(parse_dirpath(file))) as source
            from glob({{ text_literal(var('landing') ~ '/*/manifests/*.json') }})
        ),

        based as (
            select
                file,
                name,
                max(case when starts_with(name, 'base-') then substr(name, 6) else '' end)
                    over (partition by source) as base
            from manifests
        )

        select file
        from based
        where name = 'base-' || base or (not starts_with(name, 'base-') and name > base)
        order by file
    {%- endset -%}
    {%- do return(run_query(query).columns[0].values()) -%}
{%- endmacro %}

{#- Make the tables of this run: what landed, what was kept out, and how nodes were built. -#}
{% macro list_landing() -%}
    {{ adapter.dispatch('list_landing')() }}
{%- endmacro %}

{% macro default__list_landing() -%}
    {%- if execute -%}
        {%- set manifests = live_manifests() -%}
        {%- do run_query(files_of(manifests)) -%}
        {%- do run_query(batches_of(manifests)) -%}
        {%- do run_query(quarantine_keys()) -%}
        {%- do run_query(remember_nodes()) -%}
    {%- endif -%}
{%- endmacro %}

{#-
    Statement that makes `quarantine_keys`: of each landing table a digest of the rows that were
    kept out of it. When they were found out is no part of it, for that is every night.
-#}
{% macro quarantine_keys() -%}
    create or replace table {{ target.schema }}.quarantine_keys as
    select
        source,
        table_name,
        md5(concat_ws('|', count(*), sum(hash(kept_out)))) as rows_key
    from (
        select * exclude (detected_at)
        from
            read_parquet(
                {{ text_literal(var('quarantine') ~ '/*.parquet') }},
                union_by_name = true,
                hive_partitioning = false
            )
    ) as kept_out
    group by source, table_name
{%- endmacro %}

{#- Digest of the rows kept out of one landing table; of all of them where none is named. -#}
{% macro quarantine_key(source_name=none, table_name=none) -%}
    {%- if not execute -%} {%- do return('') -%} {%- endif -%}
    {%- set query -%}
        select coalesce(md5(string_agg(rows_key, '|' order by source, table_name)), 'none')
        from {{ target.schema }}.quarantine_keys
        {%- if source_name %}
        where source = '{{ source_name }}' and table_name = '{{ table_name }}'
        {%- endif %}
    {%- endset -%}
    {%- do return('quarantine ' ~ run_query(query).columns[0][0]) -%}
{%- endmacro %}

{#- Digest of all committed batches; an engine that builds everything every night needs none. -#}
{% macro batches_key() -%}
    {{ adapter.dispatch('batches_key')() }}
{%- endmacro %}

{% macro default__batches_key() -%}
    {%- if execute -%}
        {%- set query -%}
            select md5(concat_ws('|', count(*), sum(hash(listed))))
            from {{ target.schema }}.landed_batches as listed
        {%- endset -%}
        batches {{ run_query(query).columns[0][0] }}
    {%- endif -%}
{%- endmacro %}

{% macro files_of(manifests) -%}
    create or replace table {{ target.schema }}.landed_files as
    select
        parse_filename(parse_dirpath(parse_dirpath(parse_dirpath(file)))) as source,
        parse_filename(parse_dirpath(parse_dirpath(file))) as table_name,
        0 as place,
        file as path
    from glob({{ text_literal(var('landing') ~ '/*/*/batch=0/v*.parquet') }})
    {%- if manifests %}
    union all
    select
        source,
        landed."table" as table_name,
        1 as place,
        {{ text_literal(var('landing') ~ '/') }} || unnest(landed.files).path as path
    from (
        select
            source,
            unnest(tables) as landed
        from {{ manifests_as_rows(manifests) }}
    )
    {%- endif %}
{%- endmacro %}

{% macro batches_of(manifests) -%}
    create or replace table {{ target.schema }}.landed_batches (
        source varchar, batch_id varchar, extracted_at timestamptz
    );
    {%- if manifests %}
    insert into {{ target.schema }}.landed_batches
    select source, batch_id, extracted_at
    from {{ manifests_as_rows(manifests) }}
    where batches is null
    union all
    select source, unnest(batches, recursive := true)
    from {{ manifests_as_rows(manifests) }}
    {%- endif %}
{%- endmacro %}

{% macro manifests_as_rows(manifests) -%}
    read_json(
        [{{ text_literals(manifests) }}],
        columns = {
            source: 'VARCHAR',
            batch_id: 'VARCHAR',
            extracted_at: 'TIMESTAMPTZ',
            batches: 'STRUCT(batch_id VARCHAR, extracted_at TIMESTAMPTZ)[]',
            tables: 'STRUCT("table" VARCHAR, files STRUCT(path VARCHAR)[])[]'
        },
        maximum_object_size = {{ 2 ** 30 }}
    )
{%- endmacro %}
