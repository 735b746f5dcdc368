{#-
    Take out of an incremental model of histories what no new batch speaks of and yet reads
    otherwise tonight, so that it is built anew: all of it when the rules are others (a field was
    renamed, the settings name another), and the issues of which the landing gate keeps a row out
    or did so last time; their rows bear no batch. Nothing on a first build.
-#}
{% macro forget_stale_histories() -%}
    {%- set rules = ref('int_history_rules') -%}
    {%- set held_back = ref('int_issues_held_back') -%}
    {%- if is_incremental() -%}
        delete from {{ this }}
        where
            _rules_key is distinct from (select rules.rules_key from {{ rules }} as rules)
            or _batch_id = ''
            or issue_id in (select held.issue_id from {{ held_back }} as held)
    {%- endif -%}
{%- endmacro %}

{#- The two columns by which `forget_stale_histories` knows what an issue was built from. -#}
{% macro built_from(issue_id, batch_id) -%}
    case
        when {{ issue_id }} not in (
            select held.issue_id from {{ ref('int_issues_held_back') }} as held
        ) then {{ batch_id }}
        else ''
    end as _batch_id,
    (select rules.rules_key from {{ ref('int_history_rules') }} as rules) as _rules_key
{%- endmacro %}
