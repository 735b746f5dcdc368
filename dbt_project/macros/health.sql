{#- A number as text with `decimals` places, for a reason in words. -#}
{% macro number_text(value, decimals=0) -%}
    cast(cast({{ value }} as decimal(18, {{ decimals }})) as {{ dbt.type_string() }})
{%- endmacro %}

{#- A share as text: 0.172 is `17 %`. -#}
{% macro percent_text(value) -%}
    {{ number_text('100 * (' ~ value ~ ')') }} || ' %'
{%- endmacro %}

{#- A threshold of the settings. -#}
{% macro threshold(name) -%}
    cast({{ var('thresholds')[name] }} as decimal(18, 6))
{%- endmacro %}

{#-
    The columns that every measure of health has. `family` names the rule, `value` is what it
    compares, `is_floor` says that less is worse, `reason` puts it into words.
-#}
{% macro health_measure(dimension, family, value, settings_name, is_floor, reason) %}
        '{{ dimension }}' as dimension,
        '{{ family }}' as family,
        cast({{ value }} as decimal(18, 6)) as value,
        {{ threshold(settings_name ~ '_amber' ~ ('_days' if 'slip' in settings_name else '')) }}
            as amber_threshold,
        {{ threshold(settings_name ~ '_red' ~ ('_days' if 'slip' in settings_name else '')) }}
            as red_threshold,
        {{ is_floor }} as is_floor,
        {{ reason }} as reason
{%- endmacro %}

{#- How bad a rating is: 0 green, 1 amber, 2 red. -#}
{% macro rag_rank(rag) -%}
    case {{ rag }} when 'red' then 2 when 'amber' then 1 else 0 end
{%- endmacro %}
