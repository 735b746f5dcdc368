{#-
    The fields whose history is kept, each under one name whatever the site calls it; null for
    all others. The names of story point fields come from the settings.
-#}
{% macro tracked_field(field) -%}
    case
        when lower({{ field }}) in ('status', 'assignee', 'priority', 'resolution', 'sprint')
            then lower({{ field }})
        when lower({{ field }}) in ('fix version', 'fixversions')
            then 'fix_version'
        when lower({{ field }}) in ({{ story_point_names() }})
            then 'story_points'
    end
{%- endmacro %}

{#- Quoted, lower-case names of the fields that may hold story points, for an `in` list. -#}
{% macro story_point_names() -%}
    {%- for name in var('story_point_fields', ['Story Points', 'Story point estimate']) -%}
        '{{ name | lower }}'{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
