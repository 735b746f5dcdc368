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

-- A criterion without a project holds for all; a project's own replaces it.
agreed as (
    select
        days.project_code,
        days.as_of_date,
        days.is_current,
        criteria.criterion,
        criteria.weight,
        criteria.target,
        criteria.unit,
        row_number() over (
            partition by days.project_code, days.as_of_date, criteria.criterion
            order by
                case when criteria.project_code is null then 2 else 1 end,
                criteria._batch_id desc,
                criteria._row_number desc
        ) as place
    from days
    inner join criteria
        on
            (criteria.project_code is null or days.project_code = criteria.project_code)
            and days.as_of_date >= criteria.stood_from
            and days.as_of_date < criteria.stood_until
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
