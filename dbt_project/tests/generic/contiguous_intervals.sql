{#- An interval begins when the one before it ended, ends no earlier, and only the last is open. -#}
{% test contiguous_intervals(model, key, valid_from, valid_to, order_by) %}

with

followed as (
    select
        {{ key | join(', ') }},
        {{ order_by }},
        {{ valid_from }},
        {{ valid_to }},
        lead({{ valid_from }}) over (
            partition by {{ key | join(', ') }} order by {{ order_by }}
        ) as next_from
    from {{ model }}
)

select *
from followed
where
    {{ valid_to }} is distinct from next_from
    or {{ valid_to }} < {{ valid_from }}

{% endtest %}
