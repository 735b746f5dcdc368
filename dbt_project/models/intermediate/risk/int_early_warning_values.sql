{#-
    What is measured ahead of the ratings: how things move, not where they stand. One row per
    project, report date and indicator; `is_floor` says that less is worse.
-#}
with

days as (
    select * from {{ ref('int_health_days') }}
),

earned as (
    select * from {{ ref('fct_earned_value') }}
),

flow as (
    select * from {{ ref('fct_project_flow_daily') }}
),

trend as (
    select * from {{ ref('fct_milestone_trend') }}
),

risks as (
    select * from {{ ref('fct_risk_daily') }}
),

health as (
    select * from {{ ref('fct_portfolio_health') }}
),

feedback as (
    select * from {{ ref('fct_feedback') }}
    where score_5 is not null and respondent_group = 'team'
),

decisions as (
    select * from {{ ref('stg_registers__decisions') }}
),

paces as (
    select
        days.project_code,
        days.as_of_date,
        now.spi_t - before.spi_t as spi_t_change,
        now.cpi - before.cpi as cpi_change
    from days
    inner join earned as now
        on days.project_code = now.project_code and days.as_of_date = now.as_of_date
    inner join earned as before
        on
            days.project_code = before.project_code
            and {{ month_end('days.as_of_date', -3) }} = before.as_of_date
),

flows as (
    select
        days.project_code,
        days.as_of_date,
        max(case when flow.date_day = days.as_of_date then flow.in_progress_issues end)
            as wip_now,
        avg(flow.in_progress_issues) as wip_before,
        sum(
            case
                when flow.date_day > {{ add_days('days.as_of_date', -28) }}
                    then flow.completed_issues
                else 0
            end
        ) as completed_now,
        sum(
            case
                when flow.date_day <= {{ add_days('days.as_of_date', -28) }}
                    then flow.completed_issues
                else 0
            end
        ) / 3.0 as completed_before,
        max(case when flow.date_day = days.as_of_date then flow.scope_issues end) as scope_now,
        max(
            case
                when flow.date_day = {{ add_days('days.as_of_date', -28) }} then flow.scope_issues
            end
        ) as scope_before
    from days
    inner join flow
        on
            days.project_code = flow.project_code
            and days.as_of_date >= flow.date_day
            and {{ add_days('days.as_of_date', -112) }} < flow.date_day
    group by days.project_code, days.as_of_date
),

slips as (
    select
        days.project_code,
        days.as_of_date,
        max(coalesce(trend.change_days, 0)) as worst_change_days
    from days
    inner join trend
        on
            days.project_code = trend.project_code
            and days.as_of_date >= trend.observed_on
            and {{ add_days('days.as_of_date', -35) }} < trend.observed_on
    where trend.actual_date is null
    group by days.project_code, days.as_of_date
),

exposures as (
    select
        days.project_code,
        days.as_of_date,
        now.exposure_amount / nullif(before.exposure_amount, 0) - 1 as exposure_growth
    from days
    inner join risks as now
        on days.project_code = now.project_code and days.as_of_date = now.date_day
    inner join risks as before
        on
            days.project_code = before.project_code
            and {{ add_days('days.as_of_date', -28) }} = before.date_day
),

moods as (
    select
        days.project_code,
        days.as_of_date,
        avg(
            case
                when feedback.given_on > {{ add_days('days.as_of_date', -90) }}
                    then feedback.score_5
            end
        )
        - avg(
            case
                when feedback.given_on <= {{ add_days('days.as_of_date', -90) }}
                    then feedback.score_5
            end
        ) as mood_change
    from days
    inner join feedback
        on
            days.project_code = feedback.project_code
            and days.as_of_date >= feedback.given_on
            and {{ add_days('days.as_of_date', -180) }} < feedback.given_on
    group by days.project_code, days.as_of_date
),

-- A project that brings decisions to the PMO at all has none waiting until one is overdue.
decided as (
    select
        days.project_code,
        days.as_of_date,
        sum(
            case
                when
                    coalesce(days.as_of_date >= decisions.raised_on, true)
                    and days.as_of_date > decisions.due_on
                    and coalesce(days.as_of_date < decisions.decided_on, true)
                    then 1
                else 0
            end
        ) as overdue_decisions
    from days
    inner join decisions on days.project_code = decisions.project_code
    group by days.project_code, days.as_of_date
),

final as (
    select
        project_code,
        as_of_date,
        {{ warning_value('schedule_pace_falls', 'spi_t_change', true) }}
    from paces
    union all
    select
        project_code,
        as_of_date,
        {{ warning_value('cost_efficiency_falls', 'cpi_change', true) }}
    from paces
    union all
    select
        project_code,
        as_of_date,
        {{ warning_value(
            'work_piles_up', 'cast(wip_now as double) / nullif(wip_before, 0)', false
        ) }}
    from flows
    union all
    select
        project_code,
        as_of_date,
        {{ warning_value('throughput_drops', 'completed_now / nullif(completed_before, 0)', true) }}
    from flows
    union all
    select
        project_code,
        as_of_date,
        {{ warning_value(
            'scope_creeps', 'cast(scope_now as double) / nullif(scope_before, 0) - 1', false
        ) }}
    from flows
    union all
    select
        project_code,
        as_of_date,
        {{ warning_value('milestone_moves', 'worst_change_days', false) }}
    from slips
    union all
    select
        project_code,
        as_of_date,
        {{ warning_value('exposure_grows', 'exposure_growth', false) }}
    from exposures
    union all
    select
        project_code,
        as_of_date,
        {{ warning_value('overload_ahead', 'resources_value', false) }}
    from health
    where resources_rule <> 'resources_no_data'
    union all
    select
        project_code,
        as_of_date,
        {{ warning_value('team_mood_drops', 'mood_change', true) }}
    from moods
    union all
    select
        project_code,
        as_of_date,
        {{ warning_value('decisions_wait', 'overdue_decisions', false) }}
    from decided
)

select * from final
where value is not null
