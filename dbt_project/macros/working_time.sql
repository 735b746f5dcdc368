{#- A list of ISO weekdays as its digits alone, `1, 2, 3` as 123; null where it is no such list. -#}
{% macro weekdays(column) -%}
    case
        when translate({{ column }}, '1234567 ,;', '') = ''
            then nullif(translate({{ column }}, ' ,;', ''), '')
    end
{%- endmacro %}
