{#-
    The fields whose history is kept, each under one name whatever the site calls it; null for
    all others. Story points are told by `preference`, for their field differs by site.
-#}
{% macro tracked_field(field, field_id, preference) -%}
    case
        when lower({{ field }}) in ('status', 'assignee', 'priority', 'resolution', 'sprint', 'key')
            then lower({{ field }})
        when coalesce({{ field_id }}, {{ field }}) = 'timeestimate'
            then 'remaining_estimate'
        when lower({{ field }}) in ('fix version', 'fixversions')
            then 'fix_version'
        when {{ preference }} is not null
            then 'story_points'
    end
{%- endmacro %}

{#-
    How early the settings name a field for story points, by one of `names` (its id, kind or
    name): 1 is first; null if they do not.
-#}
{% macro story_points_preference(names) -%}
    case
        {%- for wanted in var('story_point_fields') %}
        when
            {%- for name in names %}
            lower({{ name }}) = '{{ wanted | lower }}'
            {{- ' or' if not loop.last }}
            {%- endfor %}
            then {{ loop.index }}
        {%- endfor %}
    end
{%- endmacro %}
