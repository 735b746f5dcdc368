{#-
    What a register that keeps no dates has said of each member of `key` up to the as-of day: a row
    each time that it says something else in `said`, or speaks of the member again. `_said_at` is
    when, `_said_until` when it said something else, or no longer spoke of the member; null where
    that still holds. Equal neighbours are one, and of one day the last delivery of a file counts.
-#}
{% macro register_versions(table_name, key, said) -%}
    with deliveries as (
        select
            file_name,
            _batch_id,
            min(cast(_extracted_at as timestamp)) as delivered_at
        from ({{ landed('registers', 'files') }}) as files
        where table_name = '{{ table_name }}'
        group by file_name, _batch_id
    ),

    followed_by as (
        select
            *,
            lead(delivered_at) over (partition by file_name order by _batch_id) as next_delivered_at
        from deliveries
    ),

    -- What was delivered anew on its own day never stood: a code that was mistyped is no project.
    lasting as (
        select
            file_name,
            _batch_id,
            delivered_at
        from followed_by
        where
            coalesce(
                {{ local_day('delivered_at') }} < {{ local_day('next_delivered_at') }}, true
            )
    ),

    -- Of what came later a past day knows nothing; what came first is all that there is before it.
    known as (
        select
            *,
            lead(delivered_at) over (partition by file_name order by _batch_id) as replaced_at
        from lasting
        where
            delivered_at < {{ as_of_end() }}
            or _batch_id = (select min(earliest._batch_id) from lasting as earliest)
    ),

    -- Of two deliveries at one moment the later is what stood.
    spoken as (
        select
            accepted.*,
            known.delivered_at as _said_at,
            coalesce(known.replaced_at, cast({{ open_end() }} as timestamp)) as _heard_until,
            {{ surrogate_key(said) }} as _said_key
        from ({{ accepted('registers', table_name) }}) as accepted
        inner join known
            on
                accepted._source_file = known.file_name
                and accepted._batch_id = known._batch_id
        qualify
            row_number() over (
                partition by accepted.{{ key }}, known.delivered_at
                order by accepted._batch_id desc, accepted._row_number desc
            ) = 1
    ),

    followed as (
        select
            *,
            lag(_said_key) over in_time as _said_before,
            max(_heard_until) over (
                partition by {{ key }}
                order by _said_at
                rows between unbounded preceding and 1 preceding
            ) as _heard_before,
            max(_heard_until) over (partition by {{ key }}) as _heard_last
        from spoken
        window in_time as (partition by {{ key }} order by _said_at)
    ),

    changed as (
        select * from followed
        where _said_key is distinct from _said_before or _said_at > _heard_before
    ),

    told as (
        select
            *,
            least(
                coalesce(lead(_said_at) over in_time, _heard_last),
                coalesce(lead(_heard_before) over in_time, _heard_last)
            ) as _told_until
        from changed
        window in_time as (partition by {{ key }} order by _said_at)
    )

    select
        *,
        nullif(_told_until, cast({{ open_end() }} as timestamp)) as _said_until
    from told
{%- endmacro %}
