{#- The key of `dim_cost_category`: the spelling's capitals do not make another category. -#}
{% macro cost_category_key(column) -%}
    {{ surrogate_key(["lower(" ~ column ~ ")"]) }}
{%- endmacro %}

{#-
    An amount in the base currency: null without a rate, for a guess would look like a fact. Rounded
    before it is cast, which gives the same: DuckDB cuts many places four times as fast so.
-#}
{% macro to_base(amount, rate) -%}
    cast(round({{ amount }} * {{ rate }}, 2) as decimal(18, 2))
{%- endmacro %}
