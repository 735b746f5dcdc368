{#-
    What the approval of an entry means for its hours: `rejected` and `cancelled` ones do not count,
    all others do, for work is work before anybody has approved it.
-#}
{% macro approval(status) -%}
    case
        when lower(trim({{ status }})) in ('rejected', 'declined', 'denied') then 'rejected'
        when lower(trim({{ status }})) in ('cancelled', 'canceled', 'reversed', 'withdrawn')
            then 'cancelled'
        else 'counts'
    end
{%- endmacro %}

{#- Whether a row had been written, and not been deleted, by the end of the as-of day. -#}
{% macro stood_as_of() -%}
    work_date <= {{ as_of() }}
    and coalesce(created_at < {{ as_of_end() }}, true)
    and not coalesce(deleted_at < {{ as_of_end() }}, false)
{%- endmacro %}

{#- Whether a Jira worklog counts: not where another system holds the same hours. -#}
{% macro is_counted_worklog(author) -%}
    {%- set copies = var('tempo_app_accounts') -%}
    {{ 'true' if var('counts_jira_worklogs') else 'false' }}
    {%- if copies %}
    and coalesce({{ author }}, '') not in ({{ text_literals(copies) }})
    {%- endif %}
{%- endmacro %}
