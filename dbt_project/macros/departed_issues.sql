{#-
    Take out of an incremental model what it built of issues that have departed since; nothing on
    a first build, which read none of them.
-#}
{% macro delete_departed_issues() -%}
    delete from {{ this }}
    where issue_id in (select departures.issue_id from {{ ref('stg_jira__departures') }} as departures)
{%- endmacro %}
