{#-
    Monte Carlo by bootstrap: each trial draws weeks of the observed throughput, with a seed that
    is the project, the day and the trial, until the remaining work is done. The same facts give
    the same forecast, on every engine and on every night.
-#}
{%- set trials, sampled_weeks, horizon = 500, 12, 260 -%}

with

days as (
    select * from {{ ref('int_health_days') }}
    where is_current or is_previous
),

flow as (
    select * from {{ ref('fct_project_flow_daily') }}
),

projects as (
    select * from {{ ref('dim_project') }}
),

trial_numbers as (
    {{ dbt.generate_series(trials) }}
),

week_numbers as (
    {{ dbt.generate_series(horizon) }}
),

-- A project that earns by points is forecast in points, every other in issues.
measured as (
    select
        flow.project_code,
        flow.date_day,
        projects.ev_method = 'points' and flow.scope_points > 0 as is_in_points,
        case
            when projects.ev_method = 'points' and flow.scope_points > 0
                then flow.completed_points
            else flow.completed_issues
        end as completed,
        case
            when projects.ev_method = 'points' and flow.scope_points > 0
                then flow.scope_points - flow.cumulative_completed_points
            else flow.scope_issues - flow.done_issues
        end as remaining
    from flow
    inner join projects on flow.project_code = projects.project_code
),

remaining_work as (
    select
        days.project_code,
        days.as_of_date,
        measured.is_in_points,
        measured.remaining
    from days
    inner join measured
        on days.project_code = measured.project_code and days.as_of_date = measured.date_day
),

-- Week 0 is the seven days that end with the report date.
samples as (
    select
        remaining_work.project_code,
        remaining_work.as_of_date,
        cast(
            floor({{ days_between('measured.date_day', 'remaining_work.as_of_date') }} / 7.0)
            as integer
        ) as week_number,
        sum(measured.completed) as completed
    from remaining_work
    inner join measured
        on
            remaining_work.project_code = measured.project_code
            and remaining_work.as_of_date >= measured.date_day
            and {{ add_days('remaining_work.as_of_date', -7 * sampled_weeks) }} < measured.date_day
    group by remaining_work.project_code, remaining_work.as_of_date, week_number
),

paces as (
    select
        project_code,
        as_of_date,
        count(*) as weeks,
        avg(completed) as mean_completed
    from samples
    group by project_code, as_of_date
),

-- Three times the expected length is room for any trial that still tells us something.
to_do as (
    select
        remaining_work.*,
        paces.weeks,
        paces.mean_completed,
        least(
            {{ horizon }}, ceil(3 * remaining_work.remaining / paces.mean_completed) + 8
        ) as horizon_weeks
    from remaining_work
    inner join paces
        on
            remaining_work.project_code = paces.project_code
            and remaining_work.as_of_date = paces.as_of_date
    where remaining_work.remaining > 0 and paces.mean_completed > 0
),

draws as (
    select
        to_do.project_code,
        to_do.as_of_date,
        to_do.remaining,
        trial_numbers.generated_number as trial,
        week_numbers.generated_number as week_ahead,
        {{ seeded_number(
            ['to_do.project_code', 'to_do.as_of_date', 'trial_numbers.generated_number',
             'week_numbers.generated_number'],
            'to_do.weeks'
        ) }} as drawn_week
    from to_do
    cross join trial_numbers
    inner join week_numbers on to_do.horizon_weeks >= week_numbers.generated_number
),

progressed as (
    select
        draws.project_code,
        draws.as_of_date,
        draws.trial,
        draws.week_ahead,
        draws.remaining,
        sum(samples.completed) over (
            partition by draws.project_code, draws.as_of_date, draws.trial
            order by draws.week_ahead
        ) as done_by_then
    from draws
    inner join samples
        on
            draws.project_code = samples.project_code
            and draws.as_of_date = samples.as_of_date
            and draws.drawn_week = samples.week_number
),

final as (
    select
        project_code,
        as_of_date,
        trial,
        min(case when done_by_then >= remaining then week_ahead end) as weeks_needed
    from progressed
    group by project_code, as_of_date, trial
)

select * from final
