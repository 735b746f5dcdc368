{#-
    What `dim_project` and its history say of a project. `projects` names the relation with the
    register's columns; `people` and `objectives` must be joined to it under these names.
-#}
{% macro project_attributes(projects) -%}
    {{ surrogate_key([projects ~ '.project_code']) }} as project_key,
    {{ projects }}.project_code,
    {{ projects }}.project_name,
    {{ projects }}.programme,
    case
        when {{ projects }}.department is not null
            then {{ surrogate_key([projects ~ '.department']) }}
    end as department_key,
    {{ projects }}.department,
    {{ projects }}.sponsor,
    case
        when {{ projects }}.manager_id is not null
            then {{ surrogate_key(["coalesce(people.person_id, 'UNKNOWN')"]) }}
    end as manager_key,
    {{ projects }}.manager_id,
    people.person_name as manager_name,
    {{ projects }}.jira_project_keys,
    case
        when objectives.objective_id is not null
            then {{ surrogate_key(['objectives.objective_id']) }}
    end as objective_key,
    objectives.objective_id,
    objectives.objective_name,
    cast({{ projects }}.priority as integer) as priority,
    {{ projects }}.stage,
    {{ projects }}.method,
    lower({{ projects }}.status) as status,
    {{ projects }}.baseline_start_date,
    {{ projects }}.baseline_finish_date,
    {{ projects }}.actual_finish_date,
    lower({{ projects }}.ev_method) as ev_method,
    coalesce({{ projects }}.currency, '{{ var("base_currency") }}') as currency,
    '{{ var("operating_model") }}' as operating_model,
    {{ projects }}.project_code = 'UNALLOCATED' as is_unallocated
{%- endmacro %}
