{#- What the register has said of each project, delivery by delivery; equal neighbours are one. -#}
{% set said = [
    'name', 'programme', 'department', 'sponsor', 'manager_id', 'jira_project_keys', 'priority',
    'stage', 'method', 'status', 'start_baseline', 'finish_baseline', 'finish_actual', 'ev_method',
    'currency',
] %}

with

deliveries as (
    {{ accepted('registers', 'projects') }}
),

-- Of two deliveries at one moment the later is what stood.
ranked as (
    select
        *,
        {{ surrogate_key(said) }} as said_key,
        row_number() over (
            partition by project_code, _extracted_at
            order by _batch_id desc, _row_number desc
        ) as rank_in_moment
    from deliveries
    -- Of what came later a past day knows nothing; what came first is all that there is before it.
    where
        cast(_extracted_at as timestamp) < {{ as_of_end() }}
        or _batch_id = (select min(earliest._batch_id) from deliveries as earliest)
),

compared as (
    select
        *,
        lag(said_key) over in_time as said_before
    from ranked
    where rank_in_moment = 1
    window in_time as (partition by project_code order by _extracted_at)
),

final as (
    select
        project_code,
        name as project_name,
        programme,
        department,
        sponsor,
        manager_id,
        jira_project_keys,
        cast(priority as integer) as priority,
        stage,
        method,
        status,
        start_baseline as baseline_start_date,
        finish_baseline as baseline_finish_date,
        finish_actual as actual_finish_date,
        ev_method,
        currency,
        row_number() over in_time as version_number,
        case
            when said_before is null
                then cast(coalesce(start_baseline, date '1900-01-01') as timestamp)
            else cast(_extracted_at as timestamp)
        end as valid_from,
        cast(lead(_extracted_at) over in_time as timestamp) as valid_to
    from compared
    where said_key is distinct from said_before
    window in_time as (partition by project_code order by _extracted_at)
)

select * from final
