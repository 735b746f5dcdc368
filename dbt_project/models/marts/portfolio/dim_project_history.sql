{% set columns = [
    'project_code', 'project_name', 'programme', 'department', 'sponsor', 'manager_id',
    'jira_project_keys', 'stage', 'method', 'status', 'ev_method', 'currency', 'priority',
    'baseline_start_date', 'baseline_finish_date', 'actual_finish_date',
] | join(', ') %}

with

versions as (
    select * from {{ ref('int_project_versions') }}
),

people as (
    select * from {{ ref('int_person_versions') }}
),

objectives as (
    select * from {{ ref('int_project_objective') }}
),

projects as (
    select
        {{ columns }},
        version_number,
        valid_from,
        valid_to
    from versions
    where project_code <> 'UNALLOCATED'
    union all
    select
        {{ columns }},
        1 as version_number,
        cast('1900-01-01' as timestamp) as valid_from,
        cast(null as timestamp) as valid_to
    from ({{ unallocated_project() }}) as unallocated
),

final as (
    select
        {{ surrogate_key(['projects.project_code', 'projects.version_number']) }}
            as project_version_key,
        {{ project_attributes('projects') }},
        cast(projects.version_number as integer) as version_number,
        projects.valid_from,
        projects.valid_to,
        projects.valid_to is null as is_current
    from projects
    -- By the name of its first day, so that no later delivery changes a version.
    left join people
        on
            projects.manager_id = people.person_id
            and {{ local_day('projects.valid_from') }} >= people.valid_from
            and {{ local_day('projects.valid_from') }} < people.valid_to
    left join objectives on projects.project_code = objectives.project_code
)

select * from final
