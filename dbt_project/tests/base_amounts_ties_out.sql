-- An amount in base currency is the amount at the last rate quoted by its own day, to the cent, and
-- empty only where no rate had been quoted; what is in base currency already stays as it is.
with

rates as (
    select * from {{ ref('stg_finance__fx_rates') }}
    where rate > 0
),

-- The pair the other way round counts only on a day without a direct quote.
quoted as (
    select
        case
            when to_currency = '{{ var("base_currency") }}' then from_currency else to_currency
        end as currency,
        rate_date,
        min(
            case when to_currency = '{{ var("base_currency") }}' then rate end
        ) as direct_rate,
        max(
            case when from_currency = '{{ var("base_currency") }}' then rate end
        ) as inverse_rate
    from rates
    where '{{ var("base_currency") }}' in (from_currency, to_currency)
    group by
        case
            when to_currency = '{{ var("base_currency") }}' then from_currency else to_currency
        end,
        rate_date
),

converted as (
    select
        'fct_cost' as mart,
        cost_id as row_id,
        currency,
        posting_date as converted_on,
        amount,
        base_amount
    from {{ ref('fct_cost') }}
    union all
    select
        'fct_cost open' as mart,
        cost_id as row_id,
        currency,
        posting_date as converted_on,
        open_amount as amount,
        base_open_amount as base_amount
    from {{ ref('fct_cost') }}
    where open_amount is not null
    union all
    select
        'fct_budget' as mart,
        budget_key as row_id,
        currency,
        version_date as converted_on,
        amount,
        base_amount
    from {{ ref('fct_budget') }}
),

currency_days as (
    select distinct
        currency,
        converted_on
    from converted
    where currency <> '{{ var("base_currency") }}'
),

last_quotes as (
    select
        currency_days.currency,
        currency_days.converted_on,
        max(quoted.rate_date) as rate_date
    from currency_days
    inner join quoted
        on
            currency_days.currency = quoted.currency
            and currency_days.converted_on >= quoted.rate_date
    group by currency_days.currency, currency_days.converted_on
),

valid as (
    select
        last_quotes.currency,
        last_quotes.converted_on,
        coalesce(
            cast(quoted.direct_rate as decimal(24, 14)),
            cast(1 / quoted.inverse_rate as decimal(24, 14))
        ) as rate
    from last_quotes
    inner join quoted
        on
            last_quotes.currency = quoted.currency
            and last_quotes.rate_date = quoted.rate_date
)

select
    converted.mart,
    converted.row_id,
    converted.amount,
    converted.currency,
    valid.rate,
    converted.base_amount
from converted
left join valid
    on
        converted.currency = valid.currency
        and converted.converted_on = valid.converted_on
where
    converted.base_amount is distinct from
    case
        when converted.currency = '{{ var("base_currency") }}' then converted.amount
        else cast(converted.amount * valid.rate as decimal(18, 2))
    end
