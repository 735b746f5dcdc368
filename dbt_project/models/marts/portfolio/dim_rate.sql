with

rates as (
    select * from {{ ref('int_hourly_rate_intervals') }}
),

exchange as (
    select * from {{ ref('int_fx_rate_intervals') }}
),

final as (
    select
        {{ surrogate_key(['rates.rate_of', 'rates.rate_for', 'rates.valid_from']) }} as rate_key,
        rates.rate_of,
        case when rates.rate_of = 'person' then rates.rate_for end as person_id,
        case when rates.rate_of = 'role' then rates.rate_for end as role,
        cast(rates.hourly_cost as decimal(18, 4)) as hourly_cost,
        rates.currency,
        cast(rates.hourly_cost * exchange.rate as decimal(18, 4)) as base_hourly_cost,
        rates.valid_from as valid_from_date,
        nullif(rates.valid_to, {{ open_end() }}) as valid_to_date,
        rates.valid_from <= {{ as_of() }} and rates.valid_to > {{ as_of() }} as is_current
    from rates
    left join exchange
        on
            rates.currency = exchange.from_currency
            and rates.valid_from >= exchange.valid_from
            and rates.valid_from < exchange.valid_to
)

select * from final
