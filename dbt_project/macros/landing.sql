{#-
    Reading the landing. Which files count is decided once a run (see landing_lists.sql), so all
    models read the same state, also while a source is landed or compacted meanwhile.
-#}

{#- All committed rows of a landing table, every batch. -#}
{% macro landed(source_name, table_name) -%}
    {#- The reference is for lineage; the dispatched macro knows how each engine reads files. -#}
    {%- set relation = source(source_name, table_name) -%}
    {{ adapter.dispatch('landed_rows')(source_name, table_name) }}
{%- endmacro %}

{% macro default__landed_rows(source_name, table_name) -%}
    select *
    from
        read_parquet(
            [{{ text_literals(landed_files(source_name, table_name)) }}],
            union_by_name = true,
            hive_partitioning = false
        )
{%- endmacro %}

{#-
    Rows that the landing gate kept out, one row a broken promise. Whoever asks for those of one
    landing table reads them all and must select; its statement changes with those only.
-#}
{% macro quarantine_rows(source_name=none, table_name=none) -%}
    {{ adapter.dispatch('quarantine_rows')(source_name, table_name) }}
{%- endmacro %}

{% macro default__quarantine_rows(source_name, table_name) -%}
    select *
    from
        read_parquet(
            {{ text_literal(var('quarantine') ~ '/*.parquet') }},
            union_by_name = true,
            hive_partitioning = false
        ) /* {{ quarantine_key(source_name, table_name) }} */
{%- endmacro %}

{#- Committed rows of a landing table without those in quarantine. -#}
{% macro accepted(source_name, table_name) -%}
    select landed.*
    from ({{ landed(source_name, table_name) }}) as landed
    left join (
        select distinct
            batch_id,
            row_number
        from (
            {{ quarantine_rows(source_name, table_name) }}
        ) as kept_out
        where
            source = '{{ source_name }}'
            and table_name = '{{ table_name }}'
            and disposition = 'quarantined'
    ) as quarantined
        on
            landed._row_number = quarantined.row_number
            and landed._batch_id = quarantined.batch_id
    where quarantined.row_number is null
{%- endmacro %}

{#-
    Accepted rows as they stand now: of each key, the row that was landed last. `only` is a
    condition on the key, for those who need few of them.
-#}
{% macro current_rows(source_name, table_name, key, only='true') -%}
    select *
    from ({{ accepted(source_name, table_name) }}) as accepted
    where {{ only }}
    qualify
        row_number() over (
            partition by {{ key | join(', ') }}
            order by _batch_id desc, _row_number desc
        ) = 1
{%- endmacro %}

{#-
    The same of a large table, of which few rows are landed twice: only these are ranked. Ranking all
    of them moves every column of every row, and takes twice as long as reading it again.
-#}
{% macro current_rows_of_many(source_name, table_name, key) -%}
    select accepted.*
    from ({{ accepted(source_name, table_name) }}) as accepted
    left join (
        select
            again._row_number,
            again._batch_id
        from ({{ accepted(source_name, table_name) }}) as again
        inner join (
            select {{ key | join(', ') }}
            from ({{ accepted(source_name, table_name) }}) as counted
            group by {{ key | join(', ') }}
            having count(*) > 1
        ) as repeated
            on
                {%- for column in key %}
                again.{{ column }} is not distinct from repeated.{{ column }}
                {{- ' and' if not loop.last }}
                {%- endfor %}
        qualify
            row_number() over (
                partition by again.{{ key | join(', again.') }}
                order by again._batch_id desc, again._row_number desc
            ) > 1
    ) as superseded
        on
            accepted._row_number = superseded._row_number
            and accepted._batch_id = superseded._batch_id
    where superseded._row_number is null
{%- endmacro %}

{#-
    The same for a file source: a file delivered again under its name replaces what it said
    before, rows it no longer holds included; of two files that give one key, the later wins.
-#}
{% macro current_file_rows(source_name, table_name, key) -%}
    select delivered.*
    from ({{ accepted(source_name, table_name) }}) as delivered
    inner join (
        select
            file_name,
            table_name,
            max(_batch_id) as _batch_id
        from ({{ landed(source_name, 'files') }}) as files
        where table_name = '{{ table_name }}'
        group by file_name, table_name
    ) as newest
        on
            delivered._source_file = newest.file_name
            and delivered._batch_id = newest._batch_id
    qualify
        row_number() over (
            partition by {{ key | join(', ') }}
            order by delivered._batch_id desc, delivered._row_number desc
        ) = 1
{%- endmacro %}

{#-
    Every delivery of a file source with the days on which it stood: from its own day until the next
    delivery of its file, on none if that came on the same day. What came first has always stood, for
    nobody knows better.
-#}
{% macro standing_file_rows(source_name, table_name) -%}
    select
        delivered.*,
        deliveries.stood_from as _stood_from,
        deliveries.stood_until as _stood_until
    from ({{ accepted(source_name, table_name) }}) as delivered
    inner join (
        select
            file_name,
            _batch_id,
            delivered_on,
            case
                when delivered_on = min(delivered_on) over () then cast('1900-01-01' as date)
                else delivered_on
            end as stood_from,
            coalesce(
                lead(delivered_on) over (partition by file_name order by _batch_id),
                {{ open_end() }}
            ) as stood_until
        from (
            select
                file_name,
                _batch_id,
                {{ local_day('cast(min(_extracted_at) as timestamp)') }} as delivered_on
            from ({{ landed(source_name, 'files') }}) as files
            where table_name = '{{ table_name }}'
            group by file_name, _batch_id
        ) as dated
    ) as deliveries
        on
            delivered._source_file = deliveries.file_name
            and delivered._batch_id = deliveries._batch_id
    where deliveries.delivered_on < deliveries.stood_until
{%- endmacro %}

{#-
    What a register that keeps no dates said on the as-of day: its rows of the deliveries that
    stood then, of each key the one that was landed last. With `keeps_gone`, also whom it named
    before and does not any more, with its last row and the day since when (`_gone_on`).
-#}
{% macro file_rows_as_of(source_name, table_name, key, keeps_gone=false) -%}
    select
        *
        {%- if keeps_gone -%}
            , case when _stood_until <= {{ as_of() }} then _stood_until end as _gone_on
        {%- endif %}
    from ({{ standing_file_rows(source_name, table_name) }}) as standing
    where _stood_from <= {{ as_of() }} {{ '' if keeps_gone else 'and _stood_until > ' ~ as_of() }}
    qualify
        row_number() over (
            partition by {{ key | join(', ') }}
            order by
                {%- if keeps_gone %}
                    least(_stood_until, {{ add_days(as_of(), 1) }}) desc,
                {%- endif %}
                _batch_id desc,
                _row_number desc
        ) = 1
{%- endmacro %}
