{#- The member that takes what cannot be placed, so that every total still ties out. -#}
{% macro unallocated_project() -%}
    {%- set text_columns = [
        'programme', 'department', 'sponsor', 'manager_id', 'jira_project_keys', 'stage',
        'method', 'status', 'ev_method', 'currency',
    ] -%}
    select
        'UNALLOCATED' as project_code,
        'Unallocated' as project_name,
        {%- for column in text_columns %}
        cast(null as {{ dbt.type_string() }}) as {{ column }},
        {%- endfor %}
        cast(null as integer) as priority,
        cast(null as date) as baseline_start_date,
        cast(null as date) as baseline_finish_date,
        cast(null as date) as actual_finish_date
{%- endmacro %}
