with

schedule as (
    select * from {{ ref('int_earned_schedule') }}
),

costs as (
    select * from {{ ref('int_actual_cost_to_date') }}
),

measured as (
    select
        schedule.*,
        costs.ac,
        costs.ac_unpriced_count,
        schedule.earned_schedule / nullif(schedule.actual_time, 0) as exact_spi_t,
        cast(schedule.bac as double) * nullif(costs.ac, 0)
        / nullif(schedule.ev, 0) as exact_eac_cpi
    from schedule
    inner join costs
        on schedule.project_code = costs.project_code and schedule.as_of_date = costs.as_of_date
),

forecast as (
    select
        *,
        planned_duration / nullif(exact_spi_t, 0) as exact_duration,
        {{ divided_amount('exact_eac_cpi') }} as eac_cpi
    from measured
),

final as (
    select
        {{ surrogate_key(['project_code']) }} as project_key,
        project_code,
        as_of_date,
        {{ date_key('as_of_date') }} as date_key,
        is_period_end,
        is_current,
        baseline_version,
        ev_method,
        '{{ var("base_currency") }}' as currency,
        pv,
        ev,
        ac,
        ac_unpriced_count,
        bac,
        cast(ev - pv as decimal(18, 2)) as sv,
        cast(ev - ac as decimal(18, 2)) as cv,
        {{ ratio('ev', 'pv') }} as spi,
        {{ ratio('ev', 'ac') }} as cpi,
        round(percent_complete, 6) as percent_complete,
        {{ ratio('pv', 'bac') }} as percent_planned,
        eac_cpi,
        cast(ac + (bac - ev) as decimal(18, 2)) as eac_remaining_budget,
        -- AC + (BAC - EV) / (CPI x SPI), with the ratios written out so that neither is rounded.
        {{ divided_amount(
            'ac + cast(bac - ev as double) * nullif(ac, 0) / nullif(ev, 0)'
            ~ ' * nullif(pv, 0) / nullif(ev, 0)'
        ) }} as eac_cpi_spi,
        cast(eac_cpi - ac as decimal(18, 2)) as etc,
        cast(bac - eac_cpi as decimal(18, 2)) as vac,
        {{ ratio('bac - ev', 'bac - ac') }} as tcpi,
        round(earned_schedule, 6) as earned_schedule,
        round(actual_time, 6) as actual_time,
        round(planned_duration, 6) as planned_duration,
        round(earned_schedule - actual_time, 6) as sv_t,
        round(exact_spi_t, 6) as spi_t,
        round(exact_duration, 6) as forecast_duration,
        round(actual_time + planned_duration - earned_schedule, 6)
            as forecast_duration_rest_as_planned,
        round(
            actual_time
            + (planned_duration - earned_schedule)
            / nullif(exact_spi_t * cast(ev as double) / nullif(ac, 0), 0),
            6
        ) as forecast_duration_cpi_spi_t,
        -- Once the plan's time is over, time itself takes its place, lest the work look done.
        round(
            actual_time
            + greatest(planned_duration, actual_time)
            - actual_time * cast(ev as double) / nullif(pv, 0),
            6
        ) as forecast_duration_jacob,
        round(planned_duration - cast(ev - pv as double) * planned_duration / nullif(bac, 0), 6)
            as forecast_duration_anbari,
        start_date as baseline_start_date,
        baseline_finish_date,
        {{ day_after_months('start_date', 'exact_duration') }} as forecast_finish_date
    from forecast
)

select * from final
