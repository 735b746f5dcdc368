{#-
    Monte Carlo by bootstrap: in each week ahead a trial completes what one of the last weeks did,
    until the remaining work is done. Which week that is, `int_trial_draws` says, with the same
    numbers for every project and day (common random numbers): two forecasts differ by their facts
    alone, never by luck.

    A trial is never walked through. How often it has drawn each of the last weeks by a week ahead
    is the same for all who sample as many weeks, so what a project has done by then is these
    numbers times its own weeks.
-#}
{%- set sampled_weeks = 12 -%}

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

draws as (
    select * from {{ ref('int_trial_draws') }}
),

trial_numbers as (
    select distinct trial
    from draws
),

week_numbers as (
    select distinct week_ahead
    from draws
),

-- A project that earns by points on the day is forecast in points, every other in issues; both
-- are counted in hundredths, for whole numbers add up fast and exactly.
remaining_work as (
    select
        days.project_code,
        days.as_of_date,
        coalesce(projects.ev_method = 'points' and flow.scope_points > 0, false) as is_in_points,
        cast(
            100 * case
                when projects.ev_method = 'points' and flow.scope_points > 0
                    then flow.scope_points - flow.cumulative_completed_points
                else flow.scope_issues - flow.done_issues
            end
            as bigint
        ) as remaining
    from days
    inner join projects
        on days.project_code = projects.project_code and days.as_of_date = projects.as_of_date
    inner join flow on days.project_code = flow.project_code and days.as_of_date = flow.date_day
),

-- Week 0 is the seven days that end with the report date. Days on which nothing was estimated yet
-- say nothing of a pace in points.
samples as (
    select
        remaining_work.project_code,
        remaining_work.as_of_date,
        cast(
            floor({{ days_between('flow.date_day', 'remaining_work.as_of_date') }} / 7.0)
            as integer
        ) as week_number,
        cast(
            100 * sum(
                case
                    when remaining_work.is_in_points then flow.completed_points
                    else flow.completed_issues
                end
            )
            as bigint
        ) as completed
    from remaining_work
    inner join flow
        on
            remaining_work.project_code = flow.project_code
            and remaining_work.as_of_date >= flow.date_day
            and {{ add_days('remaining_work.as_of_date', -7 * sampled_weeks) }} < flow.date_day
    where
        remaining_work.remaining > 0
        and (not remaining_work.is_in_points or flow.scope_points > 0)
    group by remaining_work.project_code, remaining_work.as_of_date, week_number
),

paces as (
    select
        project_code,
        as_of_date,
        max(week_number) + 1 as weeks,
        {%- for week in range(sampled_weeks) %}
            cast(
                sum(case when week_number = {{ week }} then completed else 0 end) as bigint
            ) as pace_{{ week }},
        {%- endfor %}
        max(completed) as best_pace,
        sum(completed) as all_completed
    from samples
    group by project_code, as_of_date
),

-- No trial ends before the best week, drawn always, would end it. Most end within a third more
-- than the expected length, and three times of it is room for any that still tells us something.
to_do as (
    select
        paces.*,
        remaining_work.remaining,
        row_number() over (order by paces.project_code, paces.as_of_date) as forecast_number,
        ceil(remaining_work.remaining / paces.best_pace) as first_week,
        ceil(4 * remaining_work.remaining * paces.weeks / (3 * paces.all_completed)) + 2
            as usual_week,
        ceil(3 * remaining_work.remaining * paces.weeks / paces.all_completed) + 8 as last_week
    from remaining_work
    inner join paces
        on
            remaining_work.project_code = paces.project_code
            and remaining_work.as_of_date = paces.as_of_date
    where paces.all_completed > 0
),

lengths as (
    select
        weeks,
        max(last_week) as last_week
    from to_do
    group by weeks
),

drawn as (
    select
        lengths.weeks,
        draws.trial,
        draws.week_ahead,
        draws.draw % lengths.weeks as week_number
    from lengths
    inner join draws on lengths.last_week >= draws.week_ahead
),

-- How often each trial has drawn each week by then.
counted as (
    select
        weeks,
        trial,
        {%- for week in range(sampled_weeks) %}
            cast(
                sum(case when week_number = {{ week }} then 1 else 0 end) over to_date as bigint
            ) as drawn_{{ week }},
        {%- endfor %}
        week_ahead
    from drawn
    window to_date as (partition by weeks, trial order by week_ahead)
),

usual_weeks as (
    select
        to_do.*,
        week_numbers.week_ahead
    from to_do
    inner join week_numbers
        on
            to_do.first_week <= week_numbers.week_ahead
            and to_do.usual_week >= week_numbers.week_ahead
),

usual_ends as (
    select
        usual_weeks.forecast_number,
        counted.trial,
        min(counted.week_ahead) as weeks_needed
    from usual_weeks
    inner join counted
        on
            usual_weeks.weeks = counted.weeks
            and usual_weeks.week_ahead = counted.week_ahead
    where {{ done_by_then('usual_weeks', sampled_weeks) }} >= usual_weeks.remaining
    group by usual_weeks.forecast_number, counted.trial
),

begun as (
    select
        to_do.*,
        trial_numbers.trial,
        usual_ends.weeks_needed
    from to_do
    cross join trial_numbers
    left join usual_ends
        on
            to_do.forecast_number = usual_ends.forecast_number
            and trial_numbers.trial = usual_ends.trial
),

late_ends as (
    select
        begun.forecast_number,
        begun.trial,
        min(counted.week_ahead) as weeks_needed
    from begun
    inner join counted
        on
            begun.weeks = counted.weeks
            and begun.trial = counted.trial
            and begun.usual_week < counted.week_ahead
            and begun.last_week >= counted.week_ahead
    where
        begun.weeks_needed is null
        and {{ done_by_then('begun', sampled_weeks) }} >= begun.remaining
    group by begun.forecast_number, begun.trial
),

final as (
    select
        begun.project_code,
        begun.as_of_date,
        begun.trial,
        coalesce(begun.weeks_needed, late_ends.weeks_needed) as weeks_needed
    from begun
    left join late_ends
        on
            begun.forecast_number = late_ends.forecast_number
            and begun.trial = late_ends.trial
)

select * from final
