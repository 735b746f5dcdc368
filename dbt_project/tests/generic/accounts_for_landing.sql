{#-
    Conservation from landing to staging: a landed row of a file table stands in the model, or was
    quarantined, or its file was delivered anew, or a later row has its key; and nothing else
    stands there. `measures` are compared cell by cell, to so many `decimals`. Read from the files themselves, not from
    the macros that staging uses; a row whose file nobody listed counts, and so would be missed. A
    table that `speaks_of_its_day` is told by the deliveries up to the as-of day; the first day's have
    always stood.
-#}
{% test accounts_for_landing(
    model, source_name, table_name, key, measures=[], decimals=2, speaks_of_its_day=false
) %}

with

landed as (
    select
        {% for column in key + measures -%}
            {{ column }},
        {% endfor -%}
        _source_file,
        _batch_id,
        _row_number
    from ({{ landed(source_name, table_name) }}) as delivered
),

dated as (
    select
        file_name,
        _batch_id,
        {{ local_day('cast(_extracted_at as timestamp)') }} as delivered_on,
        min({{ local_day('cast(_extracted_at as timestamp)') }}) over () as first_delivered_on
    from ({{ landed(source_name, 'files') }}) as files
    where table_name = '{{ table_name }}'
),

deliveries as (
    select
        file_name,
        max(
            {%- if speaks_of_its_day %}
                case
                    when delivered_on <= {{ as_of() }} or delivered_on = first_delivered_on
                        then _batch_id
                end
            {%- else %}
                _batch_id
            {%- endif %}
        ) as newest_batch_id
    from dated
    group by file_name
),

quarantined as (
    select distinct
        batch_id,
        landed_row_number
    from {{ ref('stg_quality__quarantined_rows') }}
    where
        source = '{{ source_name }}'
        and table_name = '{{ table_name }}'
        and disposition = 'quarantined'
),

standing as (
    select landed.*
    from landed
    left join deliveries on landed._source_file = deliveries.file_name
    left join quarantined
        on
            landed._batch_id = quarantined.batch_id
            and landed._row_number = quarantined.landed_row_number
    where
        (deliveries.file_name is null or landed._batch_id = deliveries.newest_batch_id)
        and quarantined.batch_id is null
),

last_of_key as (
    select
        {% for column in key -%}
            {{ column }},
        {% endfor -%}
        max(_batch_id || right('00000000000' || cast(_row_number as {{ dbt.type_string() }}), 12))
            as place
    from standing
    group by
        {% for column in key %}{{ column }}{% if not loop.last %}, {% endif %}{% endfor %}
),

expected as (
    select standing.*
    from standing
    inner join last_of_key
        on
            standing._batch_id
            || right('00000000000' || cast(standing._row_number as {{ dbt.type_string() }}), 12)
            = last_of_key.place
            {%- for column in key %}
                and standing.{{ column }} is not distinct from last_of_key.{{ column }}
            {%- endfor %}
)

select
    coalesce(expected._batch_id, staged._batch_id) as _batch_id,
    coalesce(expected._row_number, staged._row_number) as _row_number,
    expected._source_file as landed_in,
    staged._source_file as staged_from
from expected
full join {{ model }} as staged
    on
        expected._batch_id = staged._batch_id
        and expected._row_number = staged._row_number
where
    expected._batch_id is null
    or staged._batch_id is null
    {%- for column in measures %}
        or cast(expected.{{ column }} as decimal(18, {{ decimals }}))
        is distinct from cast(staged.{{ column }} as decimal(18, {{ decimals }}))
    {%- endfor %}

{% endtest %}
