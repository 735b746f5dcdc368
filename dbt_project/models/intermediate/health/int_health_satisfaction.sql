with

days as (
    select * from {{ ref('int_health_days') }}
),

feedback as (
    select * from {{ ref('fct_feedback') }}
    where respondent_group in ('client', 'stakeholder') and score_5 is not null
),

means as (
    select
        days.project_code,
        days.as_of_date,
        count(*) as responses,
        avg(feedback.score_5) as mean_score
    from days
    inner join feedback
        on
            days.project_code = feedback.project_code
            and feedback.given_on > {{ add_days('days.as_of_date', -180) }}
            and days.as_of_date >= feedback.given_on
    group by days.project_code, days.as_of_date
),

final as (
    select
        project_code,
        as_of_date,
        {{ health_measure(
            'satisfaction', 'satisfaction', 'mean_score', 'satisfaction', true,
            "'Clients and stakeholders give ' || " ~ number_text('mean_score', 1)
            ~ " || ' of 5 in ' || " ~ number_text('responses') ~ " || ' answers'"
        ) }}
    from means
)

select * from final
