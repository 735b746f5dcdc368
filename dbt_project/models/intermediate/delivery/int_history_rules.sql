{#- A table, so that one night's histories are all built by one key. -#}
with

fields as (
    select
        field_id,
        lower(name) as field_name,
        {{ story_points_preference(['field_id', 'schema_custom', 'name']) }} as preference
    from {{ ref('stg_jira__fields') }}
),

mapping as (
    select max(_batch_id) as _batch_id
    from {{ ref('stg_jira__field_mapping') }}
),

rules as (
    select
        'field '
        || cast(preference as {{ dbt.type_string() }})
        || ' ' || coalesce(field_id, '')
        || ' ' || coalesce(field_name, '') as rule
    from fields
    where preference is not null
    union all
    select 'mapping ' || coalesce(_batch_id, '') as rule
    from mapping
    {%- for name, ours in changing_fields().items() %}
        union all
        select 'tracked {{ name }} {{ ours }}' as rule
    {%- endfor %}
    {%- for wanted in var('story_point_fields') %}
        union all
        select {{ text_literal('wanted ' ~ loop.index ~ ' ' ~ wanted | lower) }} as rule
    {%- endfor %}
),

final as (
    select md5({{ text_list('rule') }}) as rules_key
    from rules
)

select * from final
