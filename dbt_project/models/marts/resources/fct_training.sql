with

training as (
    select * from {{ ref('stg_registers__training') }}
),

people as (
    select * from {{ ref('dim_person') }}
),

skills as (
    select * from {{ ref('stg_registers__skills') }}
),

dated as (
    select
        *,
        case when completed_on <= {{ as_of() }} then completed_on end as completed_by_now_on
    from training
),

final as (
    select
        {{ surrogate_key(['dated.person_id', 'dated.course']) }} as training_key,
        {{ surrogate_key(["coalesce(people.person_id, 'UNKNOWN')"]) }} as person_key,
        coalesce(people.person_id, 'UNKNOWN') as person_id,
        dated.person_id as source_person_id,
        people.person_name,
        people.department,
        people.role,
        dated.course,
        dated.skill,
        dated.planned_on as planned_date,
        dated.completed_by_now_on as completed_date,
        case
            when dated.completed_by_now_on is not null then 'done'
            when dated.planned_on < {{ as_of() }} then 'overdue'
            when dated.planned_on is null then 'not_scheduled'
            else 'planned'
        end as status,
        case
            when dated.completed_by_now_on is null and dated.planned_on < {{ as_of() }}
                then cast({{ days_between('dated.planned_on', as_of()) }} as integer)
        end as days_overdue,
        case when dated.completed_by_now_on is not null then dated.score end as score,
        -- What the register of skills says of the person now: did the course leave a trace?
        skills.level as skill_level
    from dated
    left join people on dated.person_id = people.person_id
    left join skills on dated.person_id = skills.person_id and dated.skill = skills.skill
)

select * from final
