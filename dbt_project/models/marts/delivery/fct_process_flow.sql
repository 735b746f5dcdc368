with

stays as (
    select * from {{ ref('fct_issue_status_interval') }}
    where left_at >= {{ add_days(as_of(), -90) }} or left_at is null
),

-- What is done no longer waits for anybody, and what is not begun has not started to.
classed as (
    select
        *,
        status_category = 'indeterminate' as is_in_progress,
        lower(status) in ({{ quoted_list(var('waiting_statuses')) }}) as is_waiting,
        row_number() over (partition by issue_id, status_id order by interval_number) > 1
            as is_return
    from stays
    where status_category <> 'done' or status_category is null
),

by_status as (
    select
        project_key,
        project_code,
        status_id,
        max(status) as status,
        max(status_category) as status_category,
        max(case when is_waiting then 1 else 0 end) = 1 as is_waiting,
        max(case when is_in_progress then 1 else 0 end) = 1 as is_in_progress,
        count(*) as visits,
        count(distinct issue_id) as issues,
        sum(case when is_return then 1 else 0 end) as returns,
        sum(case when is_current then 1 else 0 end) as issues_now,
        sum(working_hours) as working_hours,
        avg(working_hours) as mean_working_hours,
        {{ median('working_hours') }} as median_working_hours
    from classed
    group by project_key, project_code, status_id
),

ranked as (
    select
        *,
        sum(case when is_in_progress then working_hours else 0 end) over in_project
            as in_progress_hours,
        sum(case when is_in_progress and not is_waiting then working_hours else 0 end)
            over in_project as active_hours,
        row_number() over (
            partition by project_code, is_in_progress
            order by is_waiting desc, working_hours desc, status_id asc
        ) as place
    from by_status
    window in_project as (partition by project_code)
),

final as (
    select
        {{ surrogate_key(['project_code', 'status_id']) }} as process_flow_key,
        project_key,
        project_code,
        {{ as_of() }} as as_of_date,
        status_id,
        status,
        status_category,
        is_waiting,
        cast(visits as integer) as visits,
        cast(issues as integer) as issues,
        cast(returns as integer) as returns,
        cast(issues_now as integer) as issues_now,
        cast(working_hours as decimal(18, 4)) as working_hours,
        round(cast(mean_working_hours as double), 6) as mean_working_hours,
        round(median_working_hours, 6) as median_working_hours,
        case
            when is_in_progress
                then cast(working_hours as double) / nullif(in_progress_hours, 0)
        end as time_share,
        cast(case when is_in_progress then place end as integer) as bottleneck_rank,
        -- Of the time from start to done, the part in which somebody works on it.
        cast(active_hours as double) / nullif(in_progress_hours, 0) as flow_efficiency_ratio
    from ranked
)

select * from final
