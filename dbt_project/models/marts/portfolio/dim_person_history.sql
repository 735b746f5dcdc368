with

versions as (
    select
        person_id,
        person_name,
        department,
        role,
        grade,
        employment_fraction,
        contract_hours,
        working_days,
        country,
        calendar,
        version_number,
        valid_from,
        valid_to
    from {{ ref('int_person_versions') }}
    union all
    select
        'UNKNOWN' as person_id,
        'Unknown person' as person_name,
        null as department,
        null as role,
        null as grade,
        null as employment_fraction,
        null as contract_hours,
        null as working_days,
        null as country,
        null as calendar,
        1 as version_number,
        cast('1900-01-01' as date) as valid_from,
        {{ open_end() }} as valid_to
),

final as (
    select
        {{ surrogate_key(['person_id', 'version_number']) }} as person_version_key,
        {{ surrogate_key(['person_id']) }} as person_key,
        person_id,
        person_name,
        case when department is not null then {{ surrogate_key(['department']) }} end
            as department_key,
        department,
        role,
        grade,
        cast(employment_fraction as decimal(9, 4)) as employment_fraction,
        cast(contract_hours as decimal(9, 2)) as contract_hours,
        working_days,
        country,
        calendar,
        cast(version_number as integer) as version_number,
        valid_from as valid_from_date,
        nullif(valid_to, {{ open_end() }}) as valid_to_date,
        valid_from <= {{ as_of() }} and valid_to > {{ as_of() }} as is_current
    from versions
)

select * from final
