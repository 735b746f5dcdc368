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

deliveries as (
    {{ accepted('registers', 'people') }}
),

-- Of two deliveries at one moment the later is what stood.
ranked as (
    select
        *,
        {{ surrogate_key(said) }} as said_key,
        row_number() over (
            partition by person_id, _extracted_at
            order by _batch_id desc, _row_number desc
        ) as rank_in_moment
    from deliveries
    where person_id <> 'UNKNOWN'
),

compared as (
    select
        *,
        lag(said_key) over in_time as said_before
    from ranked
    where rank_in_moment = 1
    window in_time as (partition by person_id order by _extracted_at)
),

told as (
    select
        *,
        coalesce(
            valid_from,
            case
                when said_before is null then cast('1900-01-01' as date)
                else {{ local_day('cast(_extracted_at as timestamp)') }}
            end
        ) as starts_on
    from compared
    where said_key is distinct from said_before
),

-- A later delivery that holds from an earlier day, or the same, replaces what was said of then.
standing as (
    select
        *,
        min(starts_on) over (
            partition by person_id
            order by _extracted_at
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
        upper(trim(coalesce(country, '{{ var("country") }}'))) as country,
        calendar,
        active_from,
        active_to,
        version_number,
        case when version_number = 1 then cast('1900-01-01' as date) else starts_on end
            as valid_from,
        coalesce(next_starts_on, {{ open_end() }}) as valid_to
    from versions
)

select * from final
