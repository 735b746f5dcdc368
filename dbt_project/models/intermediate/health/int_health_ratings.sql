{%- set dimensions = [
    'scope', 'schedule', 'cost', 'resources', 'risk', 'quality', 'satisfaction', 'data_trust'
] -%}

with

measures as (
    {% for dimension in dimensions %}
        select * from {{ ref('int_health_' ~ dimension) }}
        where value is not null
        {%- if not loop.last %}
            union all
        {%- endif %}
    {% endfor %}
),

rated as (
    select
        *,
        case
            when (is_floor and value < red_threshold) or (not is_floor and value >= red_threshold)
                then 'red'
            when
                (is_floor and value < amber_threshold)
                or (not is_floor and value >= amber_threshold)
                then 'amber'
            else 'green'
        end as rag
    from measures
),

-- Of several measures of one dimension the worst decides; of equals, earned value's.
ranked as (
    select
        *,
        row_number() over (
            partition by project_code, as_of_date, dimension
            order by
                case rag when 'red' then 1 when 'amber' then 2 else 3 end,
                case when family in ('spi_t', 'cpi') then 1 else 2 end
        ) as place
    from rated
),

final as (
    select
        project_code,
        as_of_date,
        dimension,
        rag,
        -- Where milestones or a forecast stand in for an index, they are what is within limits.
        case
            when rag <> 'green' then family || '_' || rag
            when family in ('milestone_slip', 'overrun') then family || '_ok'
            else dimension || '_ok'
        end as rule_code,
        value,
        case rag when 'red' then red_threshold else amber_threshold end as threshold,
        reason
    from ranked
    where place = 1
)

select * from final
