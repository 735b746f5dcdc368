{#-
    Of a large table that is built anew, most rows come out as they were, and writing them is most
    of the work. So they are compared with what the database has, and the differences are written.

    Rows are compared by their hash. It is trusted only where every row of both sides met at most
    one of the other: two rows of one hash, be it that they are the same or by chance, make the
    table be written whole, and so do other columns, other types and another definition.
-#}

{#- MD5 of what makes the table other than its rows do. -#}
{% macro definition_key() -%}
    {%- do return(
        local_md5([model.raw_code, tojson(model.columns), tojson(model.constraints)] | join('|'))
    ) -%}
{%- endmacro %}

{#-
    Compare the rows of the query `rows_of` with those of `existing_relation`; whether the
    differences that are found, in the temporary table `differences`, are all there is to write.
-#}
{% macro finds_differences(existing_relation, rows_of) -%}
    {%- set query -%}
        select count(*)
        from {{ target.schema }}.built_nodes
        where node = '{{ model.unique_id }}' and definition_key = '{{ definition_key() }}'
    {%- endset -%}
    {%- if should_full_refresh() or run_query(query).columns[0][0] == 0 -%}
        {%- do return(false) -%}
    {%- endif -%}
    {%- set in_order = (
        get_select_subquery(rows_of) if config.get('contract').enforced else rows_of
    ) -%}
    {%- call statement('compare') -%}
        create or replace temp table differences as
        select
            case when standing.row_id is null then made.new_row end as new_row,
            standing.row_id,
            made.row_hash is null as is_gone
        from (
            select
                made_row as new_row,
                hash(made_row) as row_hash
            from ({{ in_order }}) as made_row
        ) as made
        full join (
            select
                standing_row.rowid as row_id,
                hash(standing_row) as row_hash
            from {{ existing_relation }} as standing_row
        ) as standing
            on made.row_hash = standing.row_hash
    {%- endcall -%}
    {%- set query -%}
        select
            count(row_id) = (select count(*) from {{ existing_relation }})
            and count(new_row)
            = count(distinct hash(new_row)) filter (where new_row is not null)
            and (select typeof(new_row) from differences limit 1)
            is not distinct from (select typeof(kept) from {{ existing_relation }} as kept limit 1)
        from differences
    {%- endset -%}
    {%- set are_all = run_query(query).columns[0][0] -%}
    {%- if not are_all -%} {%- do run_query('drop table differences') -%} {%- endif -%}
    {%- do return(are_all) -%}
{%- endmacro %}

{#- Statements that write the differences that were found. -#}
{% macro write_differences(existing_relation) -%}
    delete from {{ existing_relation }}
    where rowid in (select row_id from differences where is_gone);
    insert into {{ existing_relation }}
    select unnest(new_row)
    from differences
    where new_row is not null;
    drop table differences
{%- endmacro %}
