with

people as (
    select * from {{ ref('dim_person') }}
),

person_versions as (
    select * from {{ ref('int_person_versions') }}
),

project_versions as (
    select * from {{ ref('int_project_versions') }}
),

-- A department that only leads projects, or once had people, is one all the same.
members as (
    select
        department,
        case
            when
                coalesce(active_from_date <= {{ as_of() }}, true)
                and coalesce(active_to_date >= {{ as_of() }}, true)
                then 1
            else 0
        end as active_people
    from people
    union all
    select
        department,
        0 as active_people
    from person_versions
    union all
    select
        department,
        0 as active_people
    from project_versions
),

final as (
    select
        {{ surrogate_key(['department']) }} as department_key,
        department,
        cast(sum(active_people) as integer) as head_count
    from members
    where department is not null
    group by department
)

select * from final
