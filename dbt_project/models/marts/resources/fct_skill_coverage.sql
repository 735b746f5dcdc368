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

-- A certificate that has run out no longer covers anything.
holders as (
    select
        needs.source_project_code,
        needs.skill,
        skills.person_id,
        people.person_name,
        team.person_id is not null as is_on_team
    from needs
    inner join skills
        on
            needs.skill = skills.skill
            and coalesce(needs.level <= skills.level, true)
            and coalesce(skills.certified_until >= {{ as_of() }}, true)
    inner join people
        on
            skills.person_id = people.person_id
            and coalesce(people.active_to_date >= {{ as_of() }}, true)
    left join team
        on needs.project_code = team.project_code and skills.person_id = team.person_id
),

held as (
    select
        source_project_code,
        skill,
        sum(case when is_on_team then 1 else 0 end) as covered_people,
        sum(case when is_on_team then 0 else 1 end) as people_elsewhere,
        {{ ordered_text_list('case when not is_on_team then person_name end', 'person_id') }}
            as candidates
    from holders
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
        held.candidates
    from needs
    cross join kept
    left join held
        on needs.source_project_code = held.source_project_code and needs.skill = held.skill
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
