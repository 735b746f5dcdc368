{#- A week that two months share counts by its working days in each, or else by its days. -#}
with

calendar as (
    select * from {{ ref('dim_date') }}
),

parts as (
    select
        week_start_date,
        month_start_date,
        count(*) as days,
        sum(case when is_working_day then 1 else 0 end) as working_days
    from calendar
    group by week_start_date, month_start_date
),

final as (
    select
        week_start_date,
        month_start_date,
        cast(
            case
                when sum(working_days) over (partition by week_start_date) > 0
                    then
                        cast(working_days as double)
                        / sum(working_days) over (partition by week_start_date)
                else cast(days as double) / sum(days) over (partition by week_start_date)
            end as decimal(18, 12)
        ) as week_share
    from parts
)

select * from final
