with

rates as (
    select * from {{ ref('stg_finance__fx_rates') }}
),

-- A pair published the other way round converts by its inverse; a direct quote is never replaced.
quoted as (
    select
        from_currency,
        rate_date,
        cast(rate as decimal(24, 14)) as rate,
        0 as preference
    from rates
    where to_currency = '{{ var("base_currency") }}' and rate > 0
    union all
    select
        to_currency as from_currency,
        rate_date,
        cast(1 / rate as decimal(24, 14)) as rate,
        1 as preference
    from rates
    where from_currency = '{{ var("base_currency") }}' and rate > 0
),

ranked as (
    select
        *,
        row_number() over (
            partition by from_currency, rate_date order by preference, rate
        ) as choice
    from quoted
    where from_currency <> '{{ var("base_currency") }}'
),

intervals as (
    select
        from_currency,
        rate,
        rate_date as valid_from,
        coalesce(
            lead(rate_date) over (partition by from_currency order by rate_date),
            {{ open_end() }}
        ) as valid_to
    from ranked
    where choice = 1
    union all
    select
        '{{ var("base_currency") }}' as from_currency,
        cast(1 as decimal(24, 14)) as rate,
        cast('1900-01-01' as date) as valid_from,
        {{ open_end() }} as valid_to
),

final as (
    select
        from_currency,
        '{{ var("base_currency") }}' as to_currency,
        rate,
        valid_from,
        valid_to
    from intervals
)

select * from final
