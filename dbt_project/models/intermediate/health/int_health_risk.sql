with

days as (
    select * from {{ ref('int_health_days') }}
),

risks as (
    select * from {{ ref('int_risk_as_of') }}
),

-- A project with a register but no open risk scores 0, which is not the same as no register.
worst as (
    select
        days.project_code,
        days.as_of_date,
        max(case when risks.is_open then risks.score else 0 end) as score
    from days
    inner join risks
        on days.project_code = risks.project_code and days.as_of_date = risks.as_of_date
    group by days.project_code, days.as_of_date
),

final as (
    select
        project_code,
        as_of_date,
        {{ health_measure(
            'risk', 'risk_score', 'score', 'risk_score', false,
            "'The worst open risk scores ' || " ~ number_text('score') ~ " || ' of 25'"
        ) }}
    from worst
)

select * from final
