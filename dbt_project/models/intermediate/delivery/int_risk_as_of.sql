with

observations as (
    select * from {{ ref('int_risk_observations') }}
),

report_dates as (
    select * from {{ ref('int_report_dates') }}
),

final as (
    select
        observations.risk_id,
        observations.project_code,
        report_dates.as_of_date,
        observations.observed_on,
        observations.probability_level as probability,
        observations.impact_level as impact,
        observations.score,
        observations.residual_score,
        not {{ is_closed_risk('observations.status') }}
        and coalesce(observations.closed_on > report_dates.as_of_date, true) as is_open
    from report_dates
    inner join observations
        on
            report_dates.as_of_date >= observations.observed_on
            and (
                report_dates.as_of_date < observations.next_observed_on
                or observations.next_observed_on is null
            )
)

select * from final
