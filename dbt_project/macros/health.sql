{#- A number as text with `decimals` places, for a reason in words. -#}
{% macro number_text(value, decimals=0) -%}
    cast(cast({{ value }} as decimal(18, {{ decimals }})) as {{ dbt.type_string() }})
{%- endmacro %}

{#- A share as text: 0.172 is `17 %`. -#}
{% macro percent_text(value) -%}
    {{ number_text('100 * (' ~ value ~ ')') }} || ' %'
{%- endmacro %}

{#- So many of something as text: 1 is `1 day`, 3 are `3 days`. -#}
{% macro counted_text(value, unit) -%}
    {{ number_text(value) }} || ' {{ unit }}' || case when abs({{ value }}) = 1 then '' else 's' end
{%- endmacro %}

{#- How a share moved as text: 0.172 is `grew by 17 %`, -0.172 `fell by 17 %`. -#}
{% macro growth_text(value) -%}
    case when {{ value }} < 0 then 'fell' else 'grew' end
    || ' by ' || {{ percent_text('abs(' ~ value ~ ')') }}
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

{#- The columns that every early warning has. -#}
{% macro warning_value(indicator, value, is_floor) %}
        '{{ indicator }}' as indicator,
        cast({{ value }} as decimal(18, 6)) as value,
        cast({{ var('early_warnings')[indicator] }} as decimal(18, 6)) as threshold,
        {{ is_floor }} as is_floor
{%- endmacro %}

{#- An early warning in words. -#}
{% macro warning_reason(indicator, value) -%}
    case {{ indicator }}
            when 'schedule_pace_falls'
                then 'SPI(t) moved by ' || {{ number_text(value, 2) }} || ' in three months'
            when 'cost_efficiency_falls'
                then 'CPI moved by ' || {{ number_text(value, 2) }} || ' in three months'
            when 'work_piles_up'
                then
                    'Work in progress is ' || {{ number_text(value, 1) }}
                    || ' times its mean of the last 16 weeks'
            when 'throughput_drops'
                then
                    'The last four weeks completed ' || {{ percent_text(value) }}
                    || ' of what four weeks did before'
            when 'scope_creeps'
                then 'Scope ' || {{ growth_text(value) }} || ' in four weeks'
            when 'milestone_moves'
                then
                    'A milestone moved by ' || {{ counted_text(value, 'day') }}
                    || ' in the last five weeks'
            when 'exposure_grows'
                then 'Risk exposure ' || {{ growth_text(value) }} || ' in four weeks'
            when 'overload_ahead'
                then
                    'The busiest member is planned at ' || {{ percent_text(value) }}
                    || ' of capacity for the next four weeks'
            when 'team_mood_drops'
                then 'The team''s mean answer moved by ' || {{ number_text(value, 1) }}
            when 'decisions_wait'
                then {{ number_text(value) }} || ' decisions are past their due day'
        end
{%- endmacro %}
