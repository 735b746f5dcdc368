{#-
    What the marts know today: of each subject and project, how many rows have the figure and how
    many lack it. The columns are those of the seed `coverage_subjects`; a test holds the two
    together. `of_project` is how a subject is counted: by project, or for the portfolio alone.
-#}
{%- set today = 'date_day = ' ~ as_of() -%}
{#- A week that was only worked has a plan of 0 once anybody plans: no plan of its project. -#}
{%- set planned = 'coalesce(planned_hours, 1) <> 0 or coalesce(actual_hours, 0) = 0' -%}
{%- set by_project = [
    ('planned_value', 'fct_earned_value', 'pv', 'is_current'),
    ('earned_value', 'fct_earned_value', 'ev', 'is_current'),
    ('actual_cost', 'fct_earned_value', 'ac', 'is_current'),
    ('schedule_forecast', 'fct_schedule_forecast', 'trials', 'is_current'),
    ('flow', 'fct_project_flow_daily', 'scope_issues', today),
    ('story_points', 'fct_project_flow_daily', 'scope_points', today),
    ('sprints', 'fct_sprint', 'committed_issues', "state <> 'future'"),
    ('process_time', 'fct_process_flow', 'working_hours', 'true'),
    ('milestones', 'fct_milestone', 'expected_date', 'true'),
    ('risks', 'fct_risk_daily', 'open_risks', today),
    ('risk_exposure', 'fct_risk_daily', 'exposure_amount', today),
    ('satisfaction', 'fct_portfolio_health', 'satisfaction_value', 'is_current'),
    ('planned_hours', 'fct_resource_week', 'planned_hours', planned),
    ('actual_hours', 'fct_timesheet', 'hours', 'true'),
    ('utilisation', 'fct_resource_week', 'actual_utilisation_ratio', 'true'),
    ('labour_cost', 'fct_timesheet', 'base_cost_amount', 'true'),
    ('cost', 'fct_cost', 'base_amount', "cost_type = 'actual'"),
    ('budget', 'fct_budget', 'base_amount', 'true'),
    ('reported_status', 'fct_portfolio_health', 'reported_overall_rag', 'is_current'),
    ('outcome_criteria', 'fct_outcome_evaluation', 'target', 'is_current'),
    ('outcome_score', 'fct_outcome_evaluation', 'score', 'is_current'),
    ('gates', 'fct_gate_review', 'status', 'true'),
    ('skills', 'fct_skill_coverage', 'covered_people', 'true'),
    ('objectives', 'dim_project', 'objective_name', 'true'),
] -%}
{%- set of_portfolio = [
    ('training', 'fct_training', 'status'),
    ('demand', 'fct_demand_capacity', 'demand_hours'),
    ('capacity', 'fct_demand_capacity', 'capacity_hours'),
    ('alignment', 'fct_strategic_alignment', 'objective_name'),
    ('dependencies', 'fct_dependency', 'kind'),
    ('lessons', 'fct_lesson', 'title'),
    ('improvement_actions', 'fct_improvement_action', 'status'),
    ('process_changes', 'fct_process_change', 'process'),
] -%}
{#- Rows that have a figure, and not the whole of it. -#}
{%- set understated = [
    ('actual_cost', 'fct_earned_value', 'ac_unpriced_count', 'is_current'),
    ('risk_exposure', 'fct_risk', 'case when exposure_amount is null then 1 else 0 end', 'is_open'),
] -%}
{#- An empty cell beside others is a gap only here: elsewhere it has its own good reason. -#}
{%- set gapless = [
    'utilisation', 'demand', 'capacity', 'alignment', 'sprints', 'process_time'
] -%}

with

counted as (
    {%- for subject, mart, column, condition in by_project %}
        select
            '{{ subject }}' as subject,
            project_code,
            count({{ column }}) as known_rows,
            {{ 0 if subject in gapless else 'count(*) - count(' ~ column ~ ')' }} as unknown_rows
        from {{ ref(mart) }}
        where {{ condition }}
        group by project_code
        union all
    {%- endfor %}
    {%- for subject, mart, expression, condition in understated %}
        select
            '{{ subject }}' as subject,
            project_code,
            0 as known_rows,
            sum({{ expression }}) as unknown_rows
        from {{ ref(mart) }}
        where {{ condition }}
        group by project_code
        union all
    {%- endfor %}
    {%- for subject, mart, column in of_portfolio %}
        select
            '{{ subject }}' as subject,
            'ALL' as project_code,
            count({{ column }}) as known_rows,
            {{ 0 if subject in gapless else 'count(*) - count(' ~ column ~ ')' }} as unknown_rows
        from {{ ref(mart) }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

final as (
    select
        subject,
        project_code,
        sum(known_rows) as known_rows,
        sum(unknown_rows) as unknown_rows
    from counted
    group by subject, project_code
)

select * from final
