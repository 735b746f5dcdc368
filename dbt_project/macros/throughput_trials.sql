{#-
    The steps of a Monte Carlo trial, which `int_throughput_trials` takes twice: for the weeks in
    which most trials end, and for those that are left then.
-#}

{#- The weeks that `trials` draw, and what is done by the end of each. -#}
{% macro drawn_weeks(trials) -%}
    select
        draws.forecast_number,
        draws.trial,
        draws.week_ahead,
        draws.remaining,
        pace_of.completed,
        draws.done_before + sum(pace_of.completed) over (
            partition by draws.forecast_number, draws.trial
            order by draws.week_ahead
        ) as done_by_then
    from (
        select
            trials.forecast_number,
            trials.trial,
            trials.remaining,
            trials.done_before,
            week_numbers.week_ahead,
            {{ seeded_number(
                ['trials.seed', 'trials.trial_text', 'week_numbers.week_text'], 'trials.weeks'
            ) }} as drawn_week
        from {{ trials }} as trials
        inner join week_numbers
            on
                week_numbers.week_ahead > trials.weeks_before
                and week_numbers.week_ahead <= trials.weeks_until
    ) as draws
    inner join pace_of
        on
            draws.forecast_number = pace_of.forecast_number
            and draws.drawn_week = pace_of.week_number
{%- endmacro %}

{#- Of each trial the week in which its work was done, null if it was not, and what was done. -#}
{% macro ended_trials(draws) -%}
    select
        forecast_number,
        trial,
        min(case when done_by_then >= remaining then week_ahead end) as weeks_needed,
        sum(completed) as done
    from {{ draws }}
    group by forecast_number, trial
{%- endmacro %}
