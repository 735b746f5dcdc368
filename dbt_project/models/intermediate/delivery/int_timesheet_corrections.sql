{#-
    No recursion, for not every engine has it: a correction takes its direct predecessor's place,
    and that is enough for chains of any length. Only predecessors that were rejected themselves
    have to be stepped over, and circles found; for both, so many steps are looked at.
-#}
{%- set steps = range(1, 9) -%}
with

corrections as (
    select
        entry_id,
        replaces_id,
        approval
    from {{ ref('stg_timesheets__entries') }}
    where
        replaces_id is not null
        and {{ stood_as_of() }}
),

entries as (
    select entry_id from {{ ref('stg_timesheets__entries') }}
    where {{ stood_as_of() }}
),

walked as (
    select
        step_0.entry_id,
        step_0.replaces_id,
        step_0.approval,
        case
            {%- for step in steps %}
                when coalesce(step_{{ step }}.approval, 'counts') <> 'rejected'
                    then step_{{ step - 1 }}.replaces_id
            {%- endfor %}
            else step_{{ steps | last }}.replaces_id
        end as replaced_id,
        coalesce(step_0.replaces_id = step_0.entry_id, false)
        {%- for step in steps %}
            or coalesce(step_{{ step }}.replaces_id = step_0.entry_id, false)
        {%- endfor %}
            as is_circular
    from
        corrections as step_0
    {%- for step in steps %}
        left join corrections as step_{{ step }}
            on step_{{ step - 1 }}.replaces_id = step_{{ step }}.entry_id
    {%- endfor %}
),

final as (
    select
        walked.entry_id,
        walked.replaces_id,
        walked.replaced_id,
        walked.is_circular,
        walked.approval <> 'rejected' and not walked.is_circular as is_in_force,
        entries.entry_id is not null as has_predecessor
    from walked
    left join entries on walked.replaces_id = entries.entry_id
)

select * from final
