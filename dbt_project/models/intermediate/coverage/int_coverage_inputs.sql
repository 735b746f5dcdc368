{#-
    What is there of every input: rows by project that speak of a day up to now. A criterion
    without a project is every project's. Rows of no project count for the portfolio alone.
-#}
{%- set by_project = [
    ('jira.issues', 'int_issues_as_of', 'cast(created_at as date)'),
    ('jira.fields.story_points', 'int_issue_points_intervals', 'cast(valid_from as date)'),
    ('jira.fields.sprint', 'int_sprint_issues', none),
    ('timesheets.entries', 'fct_timesheet', 'work_date'),
    ('finance.actuals', 'stg_finance__actuals', 'posting_date'),
    ('finance.budgets', 'stg_finance__budgets', 'version_date'),
    ('registers.baselines', 'stg_registers__baselines', 'effective_from'),
    ('registers.milestones', 'stg_registers__milestones', 'observed_on'),
    ('registers.progress', 'stg_registers__progress', 'as_of'),
    ('registers.risks', 'stg_registers__risks', 'observed_on'),
    ('registers.feedback', 'stg_registers__feedback', 'given_on'),
    ('registers.allocations', 'stg_registers__allocations', none),
    ('registers.status_reports', 'stg_registers__status_reports', 'reported_on'),
    ('registers.criteria', 'stg_registers__criteria', none),
    ('registers.gates', 'stg_registers__gates', none),
    ('registers.required_skills', 'stg_registers__required_skills', none),
    ('registers.project_objectives', 'stg_registers__project_objectives', none),
    ('registers.lessons', 'stg_registers__lessons', none),
    ('registers.improvement_actions', 'stg_registers__improvement_actions', none),
] -%}
{%- set by_none = [
    ('finance.rates', 'stg_finance__rates', 'valid_from'),
    ('registers.people', 'stg_registers__people', none),
    ('registers.skills', 'stg_registers__skills', none),
    ('registers.objectives', 'stg_registers__objectives', none),
    ('registers.training', 'stg_registers__training', none),
    ('registers.demand', 'stg_registers__demand', none),
    ('registers.dependencies', 'stg_registers__dependencies', none),
    ('registers.process_changes', 'stg_registers__process_changes', 'effective_on'),
] -%}

with

spoken as (
    {%- for input, relation, day in by_project + by_none %}
        select
            '{{ input }}' as input,
            {% if (input, relation, day) in by_none -%}
                cast(null as {{ dbt.type_string() }}) as project_code,
            {%- elif input == 'registers.criteria' -%}
                coalesce(project_code, 'ALL') as project_code,
            {%- else -%}
                project_code,
            {%- endif %}
            {{ day or 'cast(null as date)' }} as spoken_on
        from {{ ref(relation) }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

final as (
    select
        input,
        project_code,
        count(*) as row_count,
        max(spoken_on) as last_on
    from spoken
    where coalesce(spoken_on <= {{ as_of() }}, true)
    group by input, project_code
)

select * from final
