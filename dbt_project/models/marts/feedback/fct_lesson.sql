with

lessons as (
    select * from {{ ref('stg_registers__lessons') }}
    where coalesce(recorded_on <= {{ as_of() }}, true)
),

projects as (
    select * from {{ ref('stg_registers__projects') }}
),

final as (
    select
        lessons.lesson_id,
        {{ surrogate_key(["coalesce(projects.project_code, 'UNALLOCATED')"]) }} as project_key,
        coalesce(projects.project_code, 'UNALLOCATED') as project_code,
        lessons.project_code as source_project_code,
        lessons.title,
        lessons.category,
        lessons.tags,
        lessons.what_happened,
        lessons.recommendation,
        lessons.recorded_on
    from lessons
    left join projects on lessons.project_code = projects.project_code
)

select * from final
