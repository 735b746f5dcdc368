{#-
    The luck of the forecasts' trials: of each trial and week ahead a whole number that looks random
    and depends on nothing but these two. All forecasts share it.
-#}
{%- set trials, weeks_ahead = 500, 260 -%}

with

trial_numbers as (
    select generated_number as trial
    from ({{ dbt.generate_series(trials) }}) as numbers
),

week_numbers as (
    select generated_number as week_ahead
    from ({{ dbt.generate_series(weeks_ahead) }}) as numbers
),

final as (
    select
        cast(trial_numbers.trial as integer) as trial,
        cast(week_numbers.week_ahead as integer) as week_ahead,
        {{ seeded_number(['trial_numbers.trial', 'week_numbers.week_ahead'], 2 ** 28) }} as draw
    from trial_numbers
    cross join week_numbers
)

select * from final
