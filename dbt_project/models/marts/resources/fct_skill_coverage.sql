with

required as (
    select * from {{ ref('stg_registers__required_skills') }}
),

skills as (
    select * from {{ ref('stg_registers__skills') }}
),

training as (
    select * from {{ ref('fct_training') }}
),

team_weeks as (
    select * from {{ ref('fct_resource_week') }}
),

people as (
    select * from {{ ref('dim_person') }}
),

projects as (
    select * from {{ ref('dim_project') }}
),

-- The team: who is planned or has booked on the project, from four weeks ago on.
team as (
    select distinct
        project_code,
        person_id
    from team_weeks
    where
        week_start_date > {{ add_days(as_of(), -28) }}
        and (planned_hours > 0 or actual_hours > 0)
        and person_id <> 'UNKNOWN'
),

needs as (
    select
        required.project_code as source_project_code,
        coalesce(projects.project_code, 'UNALLOCATED') as project_code,
        required.skill,
        required.level,
        coalesce(required.people, 1) as people
    from required
    left join projects on required.project_code = projects.project_code
),

-- Who has what is needed somewhere, the most skilled first. A certificate that has run out no
-- longer covers anything.
able as (
    select
        demanded.skill,
        demanded.level,
        skills.person_id,
        people.person_name,
        row_number() over (
            partition by demanded.skill, demanded.level
            order by skills.level desc nulls last, skills.person_id asc
        ) as place
    from (
        select distinct
            skill,
            level
        from needs
    ) as demanded
    inner join skills
        on
            demanded.skill = skills.skill
            and coalesce(demanded.level <= skills.level, true)
            and coalesce(skills.certified_until >= {{ as_of() }}, true)
    inner join people
        on
            skills.person_id = people.person_id
            and coalesce(people.active_to_date >= {{ as_of() }}, true)
),

able_people as (
    select
        skill,
        level,
        count(*) as people
    from able
    group by skill, level
),

covered as (
    select
        needs.source_project_code,
        needs.skill,
        count(*) as people
    from needs
    inner join team on needs.project_code = team.project_code
    inner join able
        on
            needs.skill = able.skill
            and needs.level is not distinct from able.level
            and team.person_id = able.person_id
    group by needs.source_project_code, needs.skill
),

held as (
    select
        needs.*,
        coalesce(covered.people, 0) as covered_people,
        able_people.people - coalesce(covered.people, 0) as people_elsewhere
    from needs
    inner join able_people
        on
            needs.skill = able_people.skill
            and needs.level is not distinct from able_people.level
    left join covered
        on
            needs.source_project_code = covered.source_project_code
            and needs.skill = covered.skill
),

-- Nobody reads a hundred names, so the first ten will do: they are among so many more than ten as
-- are on the team.
elsewhere as (
    select
        held.source_project_code,
        held.skill,
        able.person_name,
        row_number() over (
            partition by held.source_project_code, held.skill order by able.place
        ) as place
    from held
    inner join able
        on
            held.skill = able.skill
            and held.level is not distinct from able.level
            and able.place <= held.covered_people + 10
    left join team on held.project_code = team.project_code and able.person_id = team.person_id
    where team.person_id is null
),

named as (
    select
        source_project_code,
        skill,
        {{ ordered_text_list('person_name', 'place') }} as candidates
    from elsewhere
    where place <= 10
    group by source_project_code, skill
),

learning as (
    select
        needs.source_project_code,
        needs.skill,
        count(distinct training.person_id) as people_in_training
    from needs
    inner join team on needs.project_code = team.project_code
    inner join training
        on
            team.person_id = training.person_id
            and needs.skill = training.skill
            and training.status <> 'done'
    group by needs.source_project_code, needs.skill
),

-- Who is skilled, who is on a team and who learns is known where a register says so at all.
entries as (
    select 'skills' as input from skills
    union all
    select 'training' as input from training
    union all
    select 'teams' as input from team_weeks
),

kept as (
    select
        case when count(distinct case when input <> 'training' then input end) = 2 then 0 end
            as nobody_skilled,
        case when count(distinct case when input <> 'skills' then input end) = 2 then 0 end
            as nobody_learning
    from entries
),

counted as (
    select
        needs.*,
        coalesce(held.covered_people, 0) + kept.nobody_skilled as covered_people,
        coalesce(held.people_elsewhere, 0) + kept.nobody_skilled as people_elsewhere,
        coalesce(learning.people_in_training, 0) + kept.nobody_learning as people_in_training,
        named.candidates
    from needs
    cross join kept
    left join held
        on needs.source_project_code = held.source_project_code and needs.skill = held.skill
    left join named
        on needs.source_project_code = named.source_project_code and needs.skill = named.skill
    left join learning
        on
            needs.source_project_code = learning.source_project_code
            and needs.skill = learning.skill
),

final as (
    select
        {{ surrogate_key(['source_project_code', 'skill']) }} as skill_coverage_key,
        {{ surrogate_key(['project_code']) }} as project_key,
        project_code,
        source_project_code,
        {{ as_of() }} as as_of_date,
        skill,
        level as required_level,
        cast(people as integer) as required_people,
        cast(covered_people as integer) as covered_people,
        -- greatest() alone would answer 0 for what is not known.
        case
            when covered_people is not null
                then cast(greatest(people - covered_people, 0) as integer)
        end as missing_people,
        cast(people_in_training as integer) as people_in_training,
        cast(people_elsewhere as integer) as people_elsewhere,
        candidates
    from counted
)

select * from final
