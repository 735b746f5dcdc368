with

reported as (
    select
        project_code,
        as_of_date
    from {{ ref('int_baseline_as_of') }}
),

spent as (
    select * from {{ ref('int_actual_cost_daily') }}
),

-- Report days stand among the spending days as zeros, so one running sum answers them all.
daily as (
    select
        project_code,
        spent_on as on_date,
        false as is_reported,
        amount,
        unpriced_count
    from spent
    union all
    select
        project_code,
        as_of_date as on_date,
        true as is_reported,
        0 as amount,
        0 as unpriced_count
    from reported
),

running as (
    select
        project_code,
        on_date,
        is_reported,
        sum(coalesce(amount, 0)) over to_date as ac,
        sum(unpriced_count) over to_date as ac_unpriced_count
    from daily
    window
        to_date as (
            partition by project_code
            order by on_date
            range between unbounded preceding and current row
        )
),

known as (
    select max(known_from) as first_day from spent
),

final as (
    select
        running.project_code,
        running.on_date as as_of_date,
        case when known.first_day is not null then cast(running.ac as decimal(18, 2)) end as ac,
        cast(running.ac_unpriced_count as integer) as ac_unpriced_count
    from running
    left join known on running.on_date >= known.first_day
    where running.is_reported
)

select * from final
