{#- What differs from the week: days off or half off, and days worked instead, of each country. -#}
with

library as (
    select * from {{ ref('stg_registers__public_holidays') }}
),

register as (
    select * from {{ ref('stg_registers__holidays') }}
),

countries as (
    select country from {{ ref('int_person_versions') }}
    union
    select upper(trim({{ text_literal(var('country')) }})) as country
),

-- The register wins over the library, and of the register a part of a country over the whole.
said as (
    select
        countries.country,
        register.holiday_date,
        register.holiday_name,
        register.is_working_day,
        register.day_share,
        case when countries.country = register.country then 1 else 2 end as place
    from countries
    inner join register
        on register.country in (countries.country, split_part(countries.country, '-', 1))
    union all
    select
        countries.country,
        library.holiday_date,
        library.holiday_name,
        library.is_working_day,
        cast(null as decimal(18, 4)) as day_share,
        3 as place
    from countries
    inner join library on countries.country = library.country
),

ranked as (
    select
        *,
        row_number() over (
            partition by country, holiday_date
            order by place asc, is_working_day desc, holiday_name asc
        ) as rank_in_day
    from said
),

final as (
    select
        country,
        holiday_date as date_day,
        holiday_name,
        is_working_day,
        day_share,
        case when place < 3 then 'register' else 'library' end as said_by
    from ranked
    where rank_in_day = 1
)

select * from final
