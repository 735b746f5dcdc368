{#-
    Every row of a register that counts on the as-of day is published once, and no other; what names
    an unknown project stands under UNALLOCATED with the code as written.
-#}
{%- set registers = [
    ('fct_risk', 'risk_id', 'stg_registers__risks', 'risk_id', 'observed_on <= ' ~ as_of()),
    ('fct_feedback', 'response_id', 'stg_registers__feedback', 'response_id',
        'given_on <= ' ~ as_of()),
    ('fct_improvement_action', 'action_id', 'stg_registers__improvement_actions', 'action_id',
        'true'),
    ('fct_lesson', 'lesson_id', 'stg_registers__lessons', 'lesson_id',
        'coalesce(recorded_on <= ' ~ as_of() ~ ', true)'),
    ('fct_gate_review', "source_project_code || ' ' || gate", 'stg_registers__gates',
        "project_code || ' ' || gate", 'true'),
    ('fct_training', "source_person_id || ' ' || course", 'stg_registers__training',
        "person_id || ' ' || course", 'true'),
    ('fct_skill_coverage', "source_project_code || ' ' || skill",
        'stg_registers__required_skills', "project_code || ' ' || skill", 'true'),
    ('fct_dependency', "case when source = 'register' then dependency_id end",
        'stg_registers__dependencies', 'dependency_id', 'true'),
    ('dim_project', "case when not is_unallocated then project_code end",
        'stg_registers__projects', 'project_code', "project_code <> 'UNALLOCATED'"),
    ('dim_person', "case when person_id <> 'UNKNOWN' then person_id end",
        'stg_registers__people', 'person_id', "person_id <> 'UNKNOWN'"),
] -%}
{%- set placed = [
    'fct_risk', 'fct_feedback', 'fct_improvement_action', 'fct_lesson', 'fct_gate_review',
    'fct_skill_coverage',
] -%}
with

delivered as (
    {%- for mart, _, register, entity, counts in registers %}
        select distinct
            '{{ mart }}' as mart,
            {{ entity }} as entity,
            1 as delivered_rows,
            0 as published_rows
        from {{ ref(register) }}
        where {{ counts }}
        {{ 'union all' if not loop.last }}
    {%- endfor %}
),

published as (
    {%- for mart, entity, _, _, _ in registers %}
        select
            '{{ mart }}' as mart,
            {{ entity }} as entity,
            0 as delivered_rows,
            1 as published_rows
        from {{ ref(mart) }}
        where {{ entity }} is not null
        {{ 'union all' if not loop.last }}
    {%- endfor %}
),

sides as (
    select * from delivered
    union all
    select * from published
),

known as (
    select project_code from {{ ref('stg_registers__projects') }}
    where project_code <> 'UNALLOCATED'
),

misplaced as (
    {%- for mart in placed %}
        select distinct
            '{{ mart }}' as mart,
            coalesce(marts.source_project_code, 'no project') as entity
        from {{ ref(mart) }} as marts
        left join known on marts.source_project_code = known.project_code
        where marts.project_code is distinct from coalesce(known.project_code, 'UNALLOCATED')
        {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    mart,
    entity,
    sum(delivered_rows) as delivered_rows,
    sum(published_rows) as published_rows
from sides
group by mart, entity
having sum(delivered_rows) <> 1 or sum(published_rows) <> 1
union all
select
    mart,
    entity,
    null as delivered_rows,
    null as published_rows
from misplaced
