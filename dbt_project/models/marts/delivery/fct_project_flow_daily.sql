{#- Issues are whole numbers, points are not; which is which is decided before they are summed. -#}
{%- set counted = [
    'created', 'moved', 'moved_done', 'completed', 'reopened', 'new', 'indeterminate', 'done',
] -%}
{%- set measured = ['scope_points', 'completed_points'] -%}

with

events as (
    select * from {{ ref('int_issue_flow_events') }}
),

days as (
    select * from {{ ref('dim_date') }}
),

daily as (
    select
        project_code,
        {%- for measure in counted %}
            cast(sum(case when measure = '{{ measure }}' then change else 0 end) as integer)
                as {{ measure }}_change,
        {%- endfor %}
        {%- for measure in measured %}
            cast(
                sum(case when measure = '{{ measure }}' then change else 0 end) as decimal(18, 2)
            ) as {{ measure }}_change,
        {%- endfor %}
        event_date
    from events
    group by project_code, event_date
),

lifetimes as (
    select
        project_code,
        min(event_date) as first_date,
        min(case when measure = 'scope_points' then event_date end) as first_points_date
    from events
    group by project_code
),

-- A day on which nothing happened is a row too: the levels stand on.
filled as (
    select
        lifetimes.project_code,
        days.date_key,
        days.date_day,
        -- No points are 0 from the first estimate on; where nobody estimates they are unknown.
        days.date_day >= lifetimes.first_points_date as is_estimated,
        coalesce(daily.created_change, 0) as created_change,
        coalesce(daily.moved_change, 0) as moved_change,
        coalesce(daily.moved_done_change, 0) as moved_done_change,
        coalesce(daily.completed_change, 0) as completed_change,
        coalesce(daily.reopened_change, 0) as reopened_change,
        coalesce(daily.new_change, 0) as new_change,
        coalesce(daily.indeterminate_change, 0) as indeterminate_change,
        coalesce(daily.done_change, 0) as done_change,
        coalesce(daily.scope_points_change, 0) as scope_points_change,
        coalesce(daily.completed_points_change, 0) as completed_points_change
    from lifetimes
    inner join days on days.date_day between lifetimes.first_date and {{ as_of() }}
    left join daily
        on
            lifetimes.project_code = daily.project_code
            and days.date_day = daily.event_date
),

final as (
    select
        {{ surrogate_key(['project_code']) }} as project_key,
        project_code,
        date_key,
        date_day,
        cast(created_change as integer) as created_issues,
        cast(completed_change as integer) as completed_issues,
        cast(reopened_change as integer) as reopened_issues,
        cast(sum(new_change) over to_date as integer) as todo_issues,
        cast(sum(indeterminate_change) over to_date as integer) as in_progress_issues,
        cast(sum(done_change) over to_date as integer) as done_issues,
        cast(sum(created_change + moved_change) over to_date as integer) as scope_issues,
        case when is_estimated then cast(scope_points_change as decimal(18, 2)) end
            as scope_points_added,
        case
            when is_estimated
                then cast(sum(scope_points_change) over to_date as decimal(18, 2))
        end as scope_points,
        case when is_estimated then cast(completed_points_change as decimal(18, 2)) end
            as completed_points,
        cast(sum(created_change) over to_date as integer) as cumulative_created_issues,
        cast(
            sum(completed_change - reopened_change + moved_done_change) over to_date as integer
        )
            as cumulative_completed_issues,
        case
            when is_estimated
                then cast(sum(completed_points_change) over to_date as decimal(18, 2))
        end as cumulative_completed_points
    from filled
    window to_date as (partition by project_code order by date_day)
)

select * from final
