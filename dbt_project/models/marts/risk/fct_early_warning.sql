with

measured as (
    select * from {{ ref('int_early_warning_values') }}
),

report_dates as (
    select * from {{ ref('int_report_dates') }}
),

judged as (
    select
        measured.*,
        report_dates.is_current,
        report_dates.is_previous,
        case
            when measured.is_floor then measured.value <= measured.threshold
            else measured.value >= measured.threshold
        end as is_breached
    from measured
    inner join report_dates on measured.as_of_date = report_dates.as_of_date
),

-- A run of breaches begins after the last report date on which all was well.
runs as (
    select
        *,
        sum(case when is_breached then 0 else 1 end) over (
            partition by project_code, indicator order by as_of_date
        ) as run_number
    from judged
),

dated as (
    select
        *,
        min(case when is_breached then as_of_date end) over (
            partition by project_code, indicator, run_number
        ) as run_began_on,
        count(*) over (
            partition by project_code, indicator, run_number, is_breached
            order by as_of_date
        ) as dates_in_run,
        max(case when is_previous and is_breached then 1 else 0 end) over (
            partition by project_code, indicator
        ) = 1 as was_in_last_report
    from runs
),

final as (
    select
        {{ surrogate_key(['project_code', 'indicator', 'as_of_date']) }} as early_warning_key,
        {{ surrogate_key(['project_code']) }} as project_key,
        project_code,
        indicator,
        as_of_date,
        {{ date_key('as_of_date') }} as date_key,
        is_current,
        cast(value as double) as value,
        cast(threshold as double) as threshold,
        is_breached,
        case when is_breached then run_began_on end as breached_since_date,
        -- New today is what the last report did not tell, also where a month has ended since.
        is_breached
        and case when is_current then not was_in_last_report else dates_in_run = 1 end as is_new,
        case
            when not is_breached then 'none'
            -- Half as bad again as the threshold, or the third report in a row.
            when
                dates_in_run >= 3
                or case
                    when is_floor and threshold > 0 then 1.5 * value <= threshold
                    else abs(value) >= 1.5 * abs(threshold)
                end
                then 'high'
            else 'medium'
        end as severity,
        {{ warning_reason('indicator', 'value') }} as reason
    from dated
)

select * from final
