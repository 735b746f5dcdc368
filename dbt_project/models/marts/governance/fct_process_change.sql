{#- The same measure in the 90 days before a change and in those after it, where both are over. -#}
with

changes as (
    select * from {{ ref('stg_registers__process_changes') }}
    where effective_on <= {{ as_of() }}
),

projects as (
    select * from {{ ref('dim_project') }}
    where not is_unallocated
),

stays as (
    select * from {{ ref('fct_issue_status_interval') }}
),

issues as (
    select * from {{ ref('fct_issue') }}
),

flow as (
    select * from {{ ref('fct_project_flow_daily') }}
),

scopes as (
    select
        change_id,
        {{ split_to_rows("coalesce(scope, '*')", '\\s*[;,]\\s*') }} as named
    from changes
),

-- A change is for the departments and projects that it names, or for all when it names none.
concerned as (
    select distinct
        scopes.change_id,
        projects.project_code
    from scopes
    inner join projects
        on
            scopes.named = '*'
            or lower(scopes.named) = lower(projects.project_code)
            or lower(scopes.named) = lower(projects.department)
),

measured as (
    select
        changes.change_id,
        changes.effective_on,
        concerned.project_code,
        case
            when lower(changes.metric) like 'hours in %' then 'hours_in_status'
            when lower(changes.metric) in ('reopen share', 'share reopened') then 'reopen_share'
            when lower(changes.metric) = 'cycle time' then 'cycle_time'
            when lower(changes.metric) = 'lead time' then 'lead_time'
            when lower(changes.metric) = 'throughput' then 'throughput'
            when lower(changes.metric) = 'scope growth' then 'scope_growth'
        end as measure,
        substring(lower(changes.metric), 10) as status_words
    from changes
    inner join concerned on changes.change_id = concerned.change_id
),

observations as (
    select
        measured.change_id,
        measured.effective_on,
        {{ local_day('stays.left_at') }} as observed_on,
        cast(stays.working_hours as decimal(18, 6)) as numerator,
        cast(1 as decimal(18, 6)) as denominator
    from measured
    inner join stays
        on
            measured.project_code = stays.project_code
            and {{ dbt.position('measured.status_words', 'lower(stays.status)') }} > 0
            and stays.left_at is not null
    where measured.measure = 'hours_in_status'
    union all
    select
        measured.change_id,
        measured.effective_on,
        {{ local_day('issues.resolved_at') }} as observed_on,
        cast(
            case
                when measured.measure = 'cycle_time' then issues.cycle_time_hours
                else issues.lead_time_hours
            end as decimal(18, 6)
        ) as numerator,
        cast(1 as decimal(18, 6)) as denominator
    from measured
    inner join issues on measured.project_code = issues.project_code
    where measured.measure in ('cycle_time', 'lead_time') and issues.resolved_at is not null
    union all
    select
        measured.change_id,
        measured.effective_on,
        flow.date_day as observed_on,
        cast(
            case
                when measured.measure = 'reopen_share' then flow.reopened_issues
                -- A week's throughput is the mean day's by seven.
                when measured.measure = 'throughput' then 7 * flow.completed_issues
                else flow.created_issues
            end as decimal(18, 6)
        ) as numerator,
        cast(
            case
                when measured.measure = 'reopen_share' then flow.completed_issues
                when measured.measure = 'throughput' then 1
                -- Growth is what one day adds to the scope it found.
                else flow.scope_issues - flow.created_issues
            end as decimal(18, 6)
        ) as denominator
    from measured
    inner join flow on measured.project_code = flow.project_code
    where measured.measure in ('reopen_share', 'throughput', 'scope_growth')
),

compared as (
    select
        change_id,
        cast(sum(case when observed_on < effective_on then numerator end) as double)
        / nullif(sum(case when observed_on < effective_on then denominator end), 0)
            as value_before,
        cast(sum(case when observed_on >= effective_on then numerator end) as double)
        / nullif(sum(case when observed_on >= effective_on then denominator end), 0)
            as value_after,
        count(case when observed_on < effective_on then 1 end) as observations_before,
        count(case when observed_on >= effective_on then 1 end) as observations_after
    from observations
    where
        numerator is not null
        and observed_on >= {{ add_days('effective_on', -90) }}
        and observed_on < {{ add_days('effective_on', 90) }}
        and observed_on <= {{ as_of() }}
    group by change_id
),

final as (
    select
        {{ surrogate_key(['changes.change_id']) }} as process_change_key,
        changes.change_id,
        changes.process,
        changes.description,
        changes.effective_on as effective_date,
        {{ date_key('changes.effective_on') }} as date_key,
        changes.scope,
        changes.metric,
        compared.value_before,
        compared.value_after,
        (compared.value_after - compared.value_before) / nullif(abs(compared.value_before), 0)
            as change_ratio,
        cast(coalesce(compared.observations_before, 0) as integer) as observations_before,
        cast(coalesce(compared.observations_after, 0) as integer) as observations_after,
        {{ add_days('changes.effective_on', 90) }} <= {{ as_of() }} as is_judged_in_full
    from changes
    left join compared on changes.change_id = compared.change_id
)

select * from final
