{#-
    A node is left as it stands when neither its statement nor the rows it reads are others than
    when it was last built. Its statement names the files of the landing, the day and every
    setting, so what of them counts is in it. Of what it reads the rows are compared, not the time
    at which they were written: a model that was built anew and came out the same ends the work.

    `built_nodes` holds of each node what it was built from (`inputs_key`) and what came out
    (`contents_key`: of a table its rows and types, in any order; of a view what it is made from).
    Large tables whose rows all differ note how they are defined (differences.sql says what for).
-#}

{#- Make the table in which nodes note how they were built; an older release noted less. -#}
{% macro remember_nodes() -%}
    create table if not exists {{ target.schema }}.built_nodes (
        node varchar, inputs_key varchar, contents_key varchar
    );
    alter table {{ target.schema }}.built_nodes add column if not exists definition_key varchar
{%- endmacro %}

{#-
    MD5 of `statement`, of what is written into the database about the node, and of the rows of all
    that it reads; none where the rows of a parent are not known.
-#}
{% macro inputs_key(statement) -%}
    {%- set parents, own = [], [statement, tojson(model.columns or {}), model.description] -%}
    {%- for parent in model.depends_on.nodes if not parent.startswith('source.') -%}
        {%- if parent.startswith('seed.') -%}
            {%- do own.append(graph.nodes[parent].checksum.checksum) -%}
        {%- else -%}
            {%- do parents.append(parent) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set own_key = local_md5(own | join('|')) -%}
    {%- if not parents -%} {%- do return(own_key) -%} {%- endif -%}
    {%- set query -%}
        select
            case
                when count(contents_key) = {{ parents | unique | list | length }}
                    then md5('{{ own_key }}' || string_agg(contents_key, '|' order by node))
            end as inputs_key
        from {{ target.schema }}.built_nodes
        where node in ('{{ parents | join("', '") }}')
    {%- endset -%}
    {%- do return(run_query(query).columns[0][0]) -%}
{%- endmacro %}

{#-
    Whether the node was last built from the inputs of `inputs_key`, and nobody asks for more: who
    says `dbt run` or `dbt test` wants that done.
-#}
{% macro is_as_built(inputs_key) -%}
    {%- if
        inputs_key is none or should_full_refresh() or invocation_args_dict.get('which') != 'build'
    -%}
        {%- do return(false) -%}
    {%- endif -%}
    {%- set query -%}
        select count(*)
        from {{ target.schema }}.built_nodes
        where node = '{{ model.unique_id }}' and inputs_key = '{{ inputs_key }}'
    {%- endset -%}
    {%- do return(run_query(query).columns[0][0] > 0) -%}
{%- endmacro %}

{#- Tell dbt that the node stands as it was built. -#}
{% macro reuse() -%}
    {%- do store_raw_result('main', message='REUSED', code='REUSED', rows_affected=none) -%}
{%- endmacro %}

{#-
    Statements that note what the node was built from, and its rows or what it is made from. Whether
    its rows all differ is counted, unless that is known.
-#}
{% macro note_built(inputs_key, relation=none, rows_differ=false) -%}
    {{ forget_built() }}
    insert into {{ target.schema }}.built_nodes
    {%- if relation is none %}
    select
        '{{ model.unique_id }}',
        {{ text_or_null(inputs_key) }},
        {{ text_or_null(inputs_key) }},
        null
    {%- else %}
    select
        '{{ model.unique_id }}',
        {{ text_or_null(inputs_key) }},
        md5(concat_ws('|', count(*), sum(hash(built)), typeof(any_value(built)))),
        case
            when
                count(*) >= {{ var('differences_from_rows') }}
                {%- if not rows_differ %}
                and count(*) = count(distinct hash(built))
                {%- endif %}
                then '{{ definition_key() }}'
        end
    from {{ relation }} as built
    {%- endif %};
{%- endmacro %}

{#- Statement after which nothing is known of how the node was built. -#}
{% macro forget_built() -%}
    delete from {{ target.schema }}.built_nodes
    where node = '{{ model.unique_id }}';
{%- endmacro %}

{% macro text_or_null(text) -%}
    {{ "null" if text is none else "'" ~ text ~ "'" }}
{%- endmacro %}
