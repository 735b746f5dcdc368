with

people as (
    select * from {{ ref('stg_registers__people') }}
),

versions as (
    select * from {{ ref('int_person_versions') }}
    where valid_from <= {{ as_of() }} and valid_to > {{ as_of() }}
),

skills as (
    select
        person_id,
        {{ text_list('skill') }} as skills
    from {{ ref('stg_registers__skills') }}
    group by person_id
),

-- Whoever booked time but stands in no register is this member, so that no hour is lost.
members as (
    select
        people.person_id,
        people.person_name,
        people.jira_account_id,
        versions.department,
        versions.role,
        versions.grade,
        versions.employment_fraction,
        versions.contract_hours,
        versions.country,
        people.active_from,
        -- Whom the register names no more has left, also where it never said so.
        coalesce(people.active_to, {{ add_days('people.gone_on', -1) }}) as active_to,
        skills.skills
    from people
    left join versions on people.person_id = versions.person_id
    left join skills on people.person_id = skills.person_id
    where people.person_id <> 'UNKNOWN'
    union all
    select
        'UNKNOWN' as person_id,
        'Unknown person' as person_name,
        null as jira_account_id,
        null as department,
        null as role,
        null as grade,
        null as employment_fraction,
        null as contract_hours,
        null as country,
        null as active_from,
        null as active_to,
        null as skills
),

final as (
    select
        {{ surrogate_key(['person_id']) }} as person_key,
        person_id,
        person_name,
        jira_account_id,
        case when department is not null then {{ surrogate_key(['department']) }} end
            as department_key,
        department,
        role,
        grade,
        cast(employment_fraction as decimal(9, 4)) as employment_fraction,
        country,
        active_from as active_from_date,
        active_to as active_to_date,
        skills,
        case
            when person_id <> 'UNKNOWN'
                then
                    cast(
                        coalesce(employment_fraction, 1)
                        * coalesce(
                            contract_hours,
                            {{ var('hours_per_day') }} * {{ var('working_days') | length }}
                        )
                        as decimal(9, 2)
                    )
        end as weekly_capacity_hours
    from members
)

select * from final
