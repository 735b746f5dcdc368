{#- Of a country the newest batch counts, whole: the library may have taken a day back. -#}
with

source as (
    {{ accepted('registers', 'public_holidays') }}
),

newest as (
    select
        country,
        max(_batch_id) as _batch_id
    from source
    group by country
),

renamed as (
    select
        source.country,
        source.date as holiday_date,
        source.name as holiday_name,
        source.is_working_day,
        source._batch_id,
        source._row_number,
        {{ as_utc('source._extracted_at') }} as _extracted_at
    from source
    inner join newest
        on
            source.country = newest.country
            and source._batch_id = newest._batch_id
)

select * from renamed
