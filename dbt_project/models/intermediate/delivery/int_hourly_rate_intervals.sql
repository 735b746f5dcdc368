with

rates as (
    select * from {{ ref('stg_finance__rates') }}
),

-- A person's own rate names the person; a rate that names none is the role's.
keyed as (
    select
        case when person_id is not null then 'person' else 'role' end as rate_of,
        coalesce(person_id, role) as rate_for,
        valid_from,
        hourly_cost,
        currency,
        _batch_id,
        _row_number
    from rates
),

ranked as (
    select
        *,
        row_number() over (
            partition by rate_of, rate_for, valid_from
            order by _batch_id desc, _row_number desc
        ) as rank_in_day
    from keyed
    where rate_for is not null
),

final as (
    select
        rate_of,
        rate_for,
        hourly_cost,
        currency,
        valid_from,
        coalesce(
            lead(valid_from) over (partition by rate_of, rate_for order by valid_from),
            {{ open_end() }}
        ) as valid_to
    from ranked
    where rank_in_day = 1
)

select * from final
