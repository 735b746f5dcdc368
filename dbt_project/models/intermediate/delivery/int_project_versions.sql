{#- What the register has said of each project, from delivery to delivery. -#}
{% set said = [
    'name', 'programme', 'department', 'sponsor', 'manager_id', 'jira_project_keys', 'priority',
    'stage', 'method', 'status', 'start_baseline', 'finish_baseline', 'finish_actual', 'ev_method',
    'currency',
] %}

with

told as (
    {{ register_versions('projects', 'project_code', said) }}
),

numbered as (
    select
        *,
        row_number() over (partition by project_code order by _said_at) as version_number
    from told
),

final as (
    select
        project_code,
        name as project_name,
        programme,
        department,
        sponsor,
        manager_id,
        jira_project_keys,
        cast(priority as integer) as priority,
        stage,
        method,
        status,
        start_baseline as baseline_start_date,
        finish_baseline as baseline_finish_date,
        finish_actual as actual_finish_date,
        ev_method,
        currency,
        version_number,
        -- What is still to begin has its first version from the day on which it was said.
        case
            when version_number = 1
                then least(
                    cast(coalesce(start_baseline, date '1900-01-01') as timestamp), _said_at
                )
            else _said_at
        end as valid_from,
        _said_at as told_at,
        _said_until as valid_to
    from numbered
)

select * from final
