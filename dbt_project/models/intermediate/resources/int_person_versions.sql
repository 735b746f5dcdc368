{#-
    What the register has said of each person, from day to day. A version holds from its valid_from,
    or else from the day it was delivered; what was said first holds for all days before.
-#}
{% set said = [
    'name', 'jira_account_id', 'email', 'department', 'role', 'grade', 'employment_fraction',
    'contract_hours', 'working_days', 'country', 'calendar', 'active_from', 'active_to',
    'valid_from',
] %}

with

said as (
    {{ register_versions('people', 'person_id', said) }}
),

dated as (
    select
        *,
        case
            when row_number() over (partition by person_id order by _said_at) = 1
                then cast('1900-01-01' as date)
            else {{ local_day('_said_at') }}
        end as told_on
    from said
    where person_id <> 'UNKNOWN'
),

told as (
    select
        *,
        coalesce(valid_from, told_on) as starts_on
    from dated
),

-- A later delivery that holds from an earlier day, or the same, replaces what was said of then.
standing as (
    select
        *,
        min(starts_on) over (
            partition by person_id
            order by _said_at
            rows between 1 following and unbounded following
        ) as replaced_from
    from told
),

versions as (
    select
        *,
        row_number() over in_order as version_number,
        lead(starts_on) over in_order as next_starts_on
    from standing
    where coalesce(starts_on < replaced_from, true)
    window in_order as (partition by person_id order by starts_on)
),

final as (
    select
        person_id,
        name as person_name,
        department,
        role,
        grade,
        employment_fraction,
        contract_hours,
        {{ weekdays('working_days') }} as working_days,
        upper(trim(coalesce(country, {{ text_literal(var('country')) }}))) as country,
        calendar,
        active_from,
        active_to,
        told_on,
        {{ local_day('_said_until') }} as told_until,
        version_number,
        case when version_number = 1 then cast('1900-01-01' as date) else starts_on end
            as valid_from,
        coalesce(next_starts_on, {{ open_end() }}) as valid_to
    from versions
)

select * from final
