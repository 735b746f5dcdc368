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
    select * from {{ ref('int_project_as_of') }}
),

trial_numbers as (
    select
        generated_number as trial,
        cast(generated_number as {{ dbt.type_string() }}) as trial_text
    from ({{ dbt.generate_series(trials) }}) as numbers
),

week_numbers as (
    select
        generated_number as week_ahead,
        cast(generated_number as {{ dbt.type_string() }}) as week_text
    from ({{ dbt.generate_series(horizon) }}) as numbers
),

-- A project that earns by points on the day is forecast in points, every other in issues.
remaining_work as (
    select
        days.project_code,
        days.as_of_date,
        coalesce(projects.ev_method = 'points' and flow.scope_points > 0, false) as is_in_points,
        case
            when projects.ev_method = 'points' and flow.scope_points > 0
                then flow.scope_points - flow.cumulative_completed_points
            else flow.scope_issues - flow.done_issues
        end as remaining
    from days
    inner join projects
        on days.project_code = projects.project_code and days.as_of_date = projects.as_of_date
    inner join flow on days.project_code = flow.project_code and days.as_of_date = flow.date_day
),

-- Week 0 is the seven days that end with the report date.
samples as (
    select
        remaining_work.project_code,
        remaining_work.as_of_date,
        cast(
            floor({{ days_between('flow.date_day', 'remaining_work.as_of_date') }} / 7.0)
            as integer
        ) as week_number,
        sum(
            case
                when remaining_work.is_in_points and flow.scope_points > 0
                    then flow.completed_points
                else flow.completed_issues
            end
        ) as completed
    from remaining_work
    inner join flow
        on
            remaining_work.project_code = flow.project_code
            and remaining_work.as_of_date >= flow.date_day
            and {{ add_days('remaining_work.as_of_date', -7 * sampled_weeks) }} < flow.date_day
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

-- Three times the expected length is room for any trial that still tells us something; most end
-- within a third more than it. What every draw of a forecast shares is made once.
to_do as (
    select
        remaining_work.project_code,
        remaining_work.as_of_date,
        remaining_work.remaining,
        paces.weeks,
        row_number() over (
            order by remaining_work.project_code, remaining_work.as_of_date
        ) as forecast_number,
        remaining_work.project_code
        || '|'
        || cast(remaining_work.as_of_date as {{ dbt.type_string() }}) as seed,
        least(
            {{ horizon }}, ceil(3 * remaining_work.remaining / paces.mean_completed) + 8
        ) as horizon_weeks,
        least(
            {{ horizon }}, ceil(4 * remaining_work.remaining / (3 * paces.mean_completed)) + 2
        ) as first_weeks
    from remaining_work
    inner join paces
        on
            remaining_work.project_code = paces.project_code
            and remaining_work.as_of_date = paces.as_of_date
    where remaining_work.remaining > 0 and paces.mean_completed > 0
),

pace_of as (
    select
        to_do.forecast_number,
        samples.week_number,
        samples.completed
    from to_do
    inner join samples
        on
            to_do.project_code = samples.project_code
            and to_do.as_of_date = samples.as_of_date
),

begun as (
    select
        to_do.forecast_number,
        to_do.seed,
        to_do.weeks,
        to_do.remaining,
        trial_numbers.trial,
        trial_numbers.trial_text,
        0 as weeks_before,
        to_do.first_weeks as weeks_until,
        0 as done_before
    from to_do
    cross join trial_numbers
),

first_draws as (
    {{ drawn_weeks('begun') }}
),

first_ends as (
    {{ ended_trials('first_draws') }}
),

unfinished as (
    select
        to_do.forecast_number,
        to_do.seed,
        to_do.weeks,
        to_do.remaining,
        trial_numbers.trial,
        trial_numbers.trial_text,
        to_do.first_weeks as weeks_before,
        to_do.horizon_weeks as weeks_until,
        coalesce(first_ends.done, 0) as done_before
    from to_do
    cross join trial_numbers
    left join first_ends
        on
            to_do.forecast_number = first_ends.forecast_number
            and trial_numbers.trial = first_ends.trial
    where first_ends.weeks_needed is null and to_do.horizon_weeks > to_do.first_weeks
),

last_draws as (
    {{ drawn_weeks('unfinished') }}
),

last_ends as (
    {{ ended_trials('last_draws') }}
),

ends as (
    select * from first_ends
    union all
    select * from last_ends
),

final as (
    select
        to_do.project_code,
        to_do.as_of_date,
        ends.trial,
        min(ends.weeks_needed) as weeks_needed
    from ends
    inner join to_do on ends.forecast_number = to_do.forecast_number
    group by to_do.project_code, to_do.as_of_date, ends.trial
)

select * from final
