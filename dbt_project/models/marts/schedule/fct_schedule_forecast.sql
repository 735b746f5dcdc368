with

trials as (
    select * from {{ ref('int_throughput_trials') }}
),

days as (
    select * from {{ ref('int_health_days') }}
    where is_current or is_previous
),

projects as (
    select * from {{ ref('int_project_as_of') }}
),

-- A trial that never ends comes last: it must push the percentiles out, not fall out of them.
ranked as (
    select
        *,
        row_number() over (
            partition by project_code, as_of_date
            order by case when weeks_needed is null then 1 else 0 end asc, weeks_needed asc
        ) as place,
        count(*) over (partition by project_code, as_of_date) as trials
    from trials
),

percentiles as (
    select
        project_code,
        as_of_date,
        max(trials) as trials,
        {%- for percentile in [50, 80, 95] %}
            max(case when place = ceil({{ percentile }} * trials / 100.0) then weeks_needed end)
                as p{{ percentile }}_weeks,
        {%- endfor %}
        sum(case when weeks_needed is null then 1 else 0 end) as unfinished_trials
    from ranked
    group by project_code, as_of_date
),

final as (
    select
        {{ surrogate_key(['days.project_code']) }} as project_key,
        days.project_code,
        days.as_of_date,
        {{ date_key('days.as_of_date') }} as date_key,
        days.is_current,
        cast(percentiles.p50_weeks as integer) as p50_weeks,
        cast(percentiles.p80_weeks as integer) as p80_weeks,
        cast(percentiles.p95_weeks as integer) as p95_weeks,
        {%- for percentile in [50, 80, 95] %}
            {{ add_days('days.as_of_date', '7 * percentiles.p' ~ percentile ~ '_weeks') }}
                as p{{ percentile }}_finish_date,
        {%- endfor %}
        projects.baseline_finish_date,
        cast(
            {{ days_between(
                'projects.baseline_finish_date',
                add_days('days.as_of_date', '7 * percentiles.p80_weeks')
            ) }} as integer
        ) as p80_days_late,
        cast(percentiles.trials as integer) as trials,
        cast(percentiles.unfinished_trials as integer) as unfinished_trials
    from days
    inner join projects
        on days.project_code = projects.project_code and days.as_of_date = projects.as_of_date
    left join percentiles
        on
            days.project_code = percentiles.project_code
            and days.as_of_date = percentiles.as_of_date
)

select * from final
