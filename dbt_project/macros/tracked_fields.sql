{#-
    The fields whose history is kept, each under one name whatever the site calls it; null for
    all others. Story points are told by `preference`, for their field differs by site.
-#}
{% macro tracked_field(field, field_id, preference) -%}
    case
        when lower({{ field }}) in ('status', 'assignee', 'priority', 'resolution', 'sprint', 'key')
            then lower({{ field }})
        when lower({{ field }}) in ('fix version', 'fixversions')
            then 'fix_version'
        when lower({{ field }}) in ('issueparentassociation', 'epic link')
            then 'parent'
        {%- for name, ours in changing_fields().items() %}
        when lower(coalesce({{ field_id }}, {{ field }})) = '{{ name }}'
            then '{{ ours }}'
        {%- endfor %}
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
            lower({{ name }}) = {{ text_literal(wanted | lower) }}
            {{- ' or' if not loop.last }}
            {%- endfor %}
            then {{ loop.index }}
        {%- endfor %}
    end
{%- endmacro %}

{#-
    Fields of which changes are kept and no intervals, by their name in Jira: what the first change
    after a day replaced had stood on it, and where nothing changed since, what the issue has now
    (see `int_issues_as_of`). So a night that reports today reads none of them.
-#}
{% macro changing_fields() -%}
    {%- do return({
        'duedate': 'due_date',
        'issuetype': 'issue_type',
        'labels': 'labels',
        'parent': 'parent',
        'summary': 'summary',
        'timeestimate': 'remaining_estimate',
        'timeoriginalestimate': 'original_estimate',
    }) -%}
{%- endmacro %}

{#- What `field` was before it changed, or what it is where `replaced` knows of no change. -#}
{% macro unless_replaced(field, before, now) -%}
    case
        when replaced.{{ field }}_changes > 0 then {{ before }}
        else {{ now }}
    end
{%- endmacro %}
