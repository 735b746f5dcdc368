{#- What to do about a missing input, in words; a source that is switched off comes first. -#}
{% macro input_fix(inputs) -%}
    {%- set off = var('disabled_sources') -%}
    {%- if off -%}
        case
            {%- for source in off %}
                when {{ inputs }}.input like '{{ source }}.%'
                    then 'Switch {{ source }} on in the settings. ' || {{ inputs }}.fix
            {%- endfor %}
            else {{ inputs }}.fix
        end
    {%- else -%}
        {{ inputs }}.fix
    {%- endif -%}
{%- endmacro %}
