{% set columns = [
    'project_code', 'project_name', 'programme', 'department', 'sponsor', 'manager_id',
    'jira_project_keys', 'stage', 'method', 'status', 'ev_method', 'currency', 'priority',
    'baseline_start_date', 'baseline_finish_date', 'actual_finish_date',
] | join(', ') %}

with

register as (
    select * from {{ ref('stg_registers__projects') }}
),

people as (
    select * from {{ ref('stg_registers__people') }}
),

objectives as (
    select * from {{ ref('int_project_objective') }}
),

projects as (
    select
        {{ columns }},
        gone_on
    from register
    where project_code <> 'UNALLOCATED'
    union all
    select
        {{ columns }},
        cast(null as date) as gone_on
    from ({{ unallocated_project() }}) as unallocated
),

final as (
    select
        {{ project_attributes('projects') }},
        projects.gone_on as left_register_date
    from projects
    left join people on projects.manager_id = people.person_id
    left join objectives on projects.project_code = objectives.project_code
)

select * from final
