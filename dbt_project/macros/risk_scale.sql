{#-
    Probability on the scale of 1 to 5. A share of 0 to 1 falls into fifths: up to 0.2 is 1, up to
    0.4 is 2, and so on. `is_share` says whether a bare 0 or 1 is meant as a share.
-#}
{% macro risk_level(probability, is_share) -%}
    cast(
        case
            when {{ probability }} < 1 or ({{ probability }} = 1 and {{ is_share }})
                then greatest(1, ceil({{ probability }} * 5))
            else round({{ probability }})
        end
        as integer
    )
{%- endmacro %}

{#- Probability as a share; a level stands for the middle of its fifth: 1 is 0.1, 5 is 0.9. -#}
{% macro risk_share(probability, is_share) -%}
    cast(
        case
            when {{ probability }} < 1 or ({{ probability }} = 1 and {{ is_share }})
                then {{ probability }}
            else ({{ probability }} - 0.5) / 5
        end
        as decimal(9, 6)
    )
{%- endmacro %}

{#- Whether a risk's own words say that it can no longer happen. -#}
{% macro is_closed_risk(status) -%}
    coalesce(
        lower({{ status }}) in ('closed', 'resolved', 'cancelled', 'retired', 'expired'), false
    )
{%- endmacro %}
