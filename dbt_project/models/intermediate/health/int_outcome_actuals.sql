with

days as (
    select * from {{ ref('int_health_days') }}
),

answers as (
    select * from {{ ref('fct_feedback') }}
    where score_5 is not null
),

-- An answer speaks for its group, and for its own criterion where the facts give no number.
feedback as (
    select
        project_code,
        given_on,
        score_5,
        case when respondent_group = 'team' then 'team' else 'satisfaction' end as criterion
    from answers
    union all
    select
        project_code,
        given_on,
        score_5,
        criterion
    from answers
    where
        criterion not in (
            'scope', 'schedule', 'budget', 'quality', 'risk', 'satisfaction', 'team'
        )
),

earned_value as (
    select * from {{ ref('fct_earned_value') }}
),

flow as (
    select * from {{ ref('fct_project_flow_daily') }}
),

delivered as (
    select
        days.project_code,
        days.as_of_date,
        case
            when flow.scope_issues > 0 and earned_value.percent_planned > 0
                then
                    cast(flow.done_issues as double)
                    / flow.scope_issues
                    / earned_value.percent_planned
            else earned_value.spi
        end as delivered_share
    from days
    inner join earned_value
        on
            days.project_code = earned_value.project_code
            and days.as_of_date = earned_value.as_of_date
    left join flow
        on days.project_code = flow.project_code and days.as_of_date = flow.date_day
),

-- The half year before the day, so that an old grudge does not outlive its cause.
opinions as (
    select
        days.project_code,
        days.as_of_date,
        feedback.criterion,
        avg(feedback.score_5) as mean_score,
        count(*) as responses
    from days
    inner join feedback
        on
            days.project_code = feedback.project_code
            and feedback.given_on > {{ add_days('days.as_of_date', -180) }}
            and days.as_of_date >= feedback.given_on
    group by days.project_code, days.as_of_date, feedback.criterion
),

final as (
    select
        project_code,
        as_of_date,
        'scope' as criterion,
        cast(least(delivered_share, 1) as decimal(18, 6)) as actual,
        false as is_less_better,
        'share of the scope planned by now that is done' as basis
    from delivered
    where delivered_share is not null
    union all
    select
        project_code,
        as_of_date,
        'schedule' as criterion,
        value as actual,
        false as is_less_better,
        'SPI(t) by earned schedule' as basis
    from {{ ref('int_health_schedule') }}
    where family = 'spi_t' and value is not null
    union all
    select
        project_code,
        as_of_date,
        'budget' as criterion,
        value as actual,
        false as is_less_better,
        'CPI' as basis
    from {{ ref('int_health_cost') }}
    where family = 'cpi' and value is not null
    union all
    select
        project_code,
        as_of_date,
        'quality' as criterion,
        value as actual,
        true as is_less_better,
        'share of the work completed in 90 days that was reopened' as basis
    from {{ ref('int_health_quality') }}
    union all
    select
        project_code,
        as_of_date,
        'risk' as criterion,
        value as actual,
        true as is_less_better,
        'score of the worst open risk' as basis
    from {{ ref('int_health_risk') }}
    union all
    select
        project_code,
        as_of_date,
        criterion,
        cast(mean_score as decimal(18, 6)) as actual,
        false as is_less_better,
        'mean of ' || {{ number_text('responses') }} || ' answers in 180 days, 1 to 5' as basis
    from opinions
)

select * from final
