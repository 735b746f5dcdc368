{%- set dimensions = [
    'scope', 'schedule', 'cost', 'resources', 'risk', 'quality', 'satisfaction', 'data_trust'
] -%}

with

days as (
    select * from {{ ref('int_health_days') }}
),

ratings as (
    select * from {{ ref('int_health_ratings') }}
),

status_reports as (
    select * from {{ ref('stg_registers__status_reports') }}
),

-- How far the data can be trusted is shown beside the rating; it does not decide it.
deciding as (
    select
        *,
        row_number() over (
            partition by project_code, as_of_date
            order by
                case rag when 'red' then 1 when 'amber' then 2 else 3 end,
                case dimension
                    {%- for dimension in dimensions %}
                        when '{{ dimension }}' then {{ loop.index }}
                    {%- endfor %}
                end
        ) as place
    from ratings
    where dimension <> 'data_trust'
),

pivoted as (
    select
        project_code,
        as_of_date,
        {%- for dimension in dimensions %}
            max(case when dimension = '{{ dimension }}' then rag end) as {{ dimension }}_rag,
            max(case when dimension = '{{ dimension }}' then rule_code end) as {{ dimension }}_rule,
            max(case when dimension = '{{ dimension }}' then value end) as {{ dimension }}_value,
            max(case when dimension = '{{ dimension }}' then threshold end)
                as {{ dimension }}_threshold,
            max(case when dimension = '{{ dimension }}' then reason end) as {{ dimension }}_reason
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from ratings
    group by project_code, as_of_date
),

reported as (
    select
        days.project_code,
        days.as_of_date,
        status_reports.overall,
        status_reports.reported_on,
        row_number() over (
            partition by days.project_code, days.as_of_date
            order by status_reports.reported_on desc
        ) as place
    from days
    inner join status_reports
        on
            days.project_code = status_reports.project_code
            and days.as_of_date >= status_reports.reported_on
),

rated as (
    select
        days.*,
        coalesce(deciding.rag, 'grey') as overall_rag,
        deciding.dimension as deciding_dimension,
        deciding.rule_code as deciding_rule,
        deciding.reason as deciding_reason,
        -- The landing gate lets a word that is no colour through; it says nothing.
        case
            when lower(reported.overall) in ('green', 'amber', 'red') then lower(reported.overall)
        end as reported_overall_rag,
        reported.reported_on
    from days
    left join deciding
        on
            days.project_code = deciding.project_code
            and days.as_of_date = deciding.as_of_date
            and deciding.place = 1
    left join reported
        on
            days.project_code = reported.project_code
            and days.as_of_date = reported.as_of_date
            and reported.place = 1
),

-- Today is held against the last report, also where a month has ended since: nobody read of it.
preceded as (
    select
        *,
        case
            when is_current
                then
                    max(case when is_previous then overall_rag end)
                        over (partition by project_code)
            else lag(overall_rag) over (partition by project_code order by as_of_date)
        end as previous_overall_rag
    from rated
),

compared as (
    select
        *,
        {{ rag_rank('overall_rag') }} as badness,
        {{ rag_rank('previous_overall_rag') }} as previous_badness
    from preceded
),

final as (
    select
        {{ surrogate_key(['compared.project_code']) }} as project_key,
        compared.project_code,
        compared.as_of_date,
        {{ date_key('compared.as_of_date') }} as date_key,
        compared.is_current,
        compared.is_previous,
        {%- for dimension in dimensions %}
            coalesce(pivoted.{{ dimension }}_rag, 'grey') as {{ dimension }}_rag,
            coalesce(pivoted.{{ dimension }}_rule, '{{ dimension }}_no_data')
                as {{ dimension }}_rule,
            pivoted.{{ dimension }}_value,
            pivoted.{{ dimension }}_threshold,
            pivoted.{{ dimension }}_reason,
        {%- endfor %}
        compared.overall_rag,
        compared.deciding_dimension,
        compared.deciding_rule,
        compared.deciding_reason,
        compared.previous_overall_rag,
        case
            when
                compared.previous_overall_rag is null
                or 'grey' in (compared.previous_overall_rag, compared.overall_rag)
                then
                    case
                        when compared.previous_overall_rag = compared.overall_rag then 'same'
                        else 'new'
                    end
            when compared.badness > compared.previous_badness then 'worse'
            when compared.badness < compared.previous_badness then 'better'
            else 'same'
        end as change,
        compared.reported_overall_rag,
        compared.reported_on,
        coalesce(compared.reported_overall_rag = 'green', false)
        and compared.overall_rag = 'red' as is_watermelon
    from compared
    left join pivoted
        on
            compared.project_code = pivoted.project_code
            and compared.as_of_date = pivoted.as_of_date
)

select * from final
