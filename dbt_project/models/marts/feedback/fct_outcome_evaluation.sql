with

days as (
    select * from {{ ref('int_health_days') }}
),

actuals as (
    select * from {{ ref('int_outcome_actuals') }}
),

criteria as (
    select
        project_code,
        lower(criterion) as criterion,
        weight,
        target,
        unit,
        stood_from,
        stood_until,
        _batch_id,
        _row_number
    from {{ ref('int_criterion_versions') }}
),

-- A criterion without a project holds for all: which of them does on a day is decided once for all.
shared as (
    select
        dates.as_of_date,
        criteria.*,
        row_number() over (
            partition by dates.as_of_date, criteria.criterion
            order by criteria._batch_id desc, criteria._row_number desc
        ) as place
    from (select distinct as_of_date from days) as dates
    inner join criteria
        on
            dates.as_of_date >= criteria.stood_from
            and dates.as_of_date < criteria.stood_until
    where criteria.project_code is null
),

held as (
    select
        days.project_code,
        days.as_of_date,
        days.is_current,
        1 as preference,
        criteria.criterion,
        criteria.weight,
        criteria.target,
        criteria.unit,
        criteria._batch_id,
        criteria._row_number
    from days
    inner join criteria
        on
            days.project_code = criteria.project_code
            and days.as_of_date >= criteria.stood_from
            and days.as_of_date < criteria.stood_until
    union all
    select
        days.project_code,
        days.as_of_date,
        days.is_current,
        2 as preference,
        shared.criterion,
        shared.weight,
        shared.target,
        shared.unit,
        shared._batch_id,
        shared._row_number
    from days
    inner join shared on days.as_of_date = shared.as_of_date
    where shared.place = 1
),

-- A project's own replaces it.
agreed as (
    select
        *,
        row_number() over (
            partition by project_code, as_of_date, criterion
            order by preference asc, _batch_id desc, _row_number desc
        ) as place
    from held
),

final as (
    select
        {{ surrogate_key(['agreed.project_code']) }} as project_key,
        agreed.project_code,
        agreed.as_of_date,
        {{ date_key('agreed.as_of_date') }} as date_key,
        agreed.is_current,
        agreed.criterion,
        cast(agreed.weight as decimal(9, 6)) as weight,
        cast(agreed.target as decimal(18, 6)) as target,
        actuals.actual,
        agreed.unit,
        cast(
            round(
                100 * case
                    when actuals.is_less_better and actuals.actual <= agreed.target then 1
                    when not actuals.is_less_better and actuals.actual >= agreed.target then 1
                    -- What was missed is a share of the target, and a target of nothing has none.
                    when actuals.is_less_better and agreed.target >= 0
                        then cast(agreed.target as double) / actuals.actual
                    when agreed.target > 0 and actuals.actual >= 0
                        then cast(actuals.actual as double) / agreed.target
                end,
                1
            ) as decimal(5, 1)
        ) as score,
        cast(
            case
                when actuals.is_less_better then agreed.target - actuals.actual
                else actuals.actual - agreed.target
            end
            as decimal(18, 6)
        ) as gap,
        actuals.is_less_better,
        actuals.basis
    from agreed
    left join actuals
        on
            agreed.project_code = actuals.project_code
            and agreed.as_of_date = actuals.as_of_date
            and agreed.criterion = actuals.criterion
    where agreed.place = 1
)

select * from final
