{#- What a trial has done by a week ahead: how often it drew each week times what that completed. -#}
{% macro done_by_then(forecasts, sampled_weeks) -%}
    (
        {%- for week in range(sampled_weeks) %}
        {{ '+ ' if not loop.first }}{{ forecasts }}.pace_{{ week }} * counted.drawn_{{ week }}
        {%- endfor %}
    )
{%- endmacro %}
