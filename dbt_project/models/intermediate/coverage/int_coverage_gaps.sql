{#- Inputs that a subject needs and that are absent, or have stopped, by project or for ALL. -#}
with

subjects as (
    select * from {{ ref('coverage_subjects') }}
),

needs as (
    select * from {{ ref('coverage_needs') }}
),

inputs as (
    select * from {{ ref('coverage_inputs') }}
),

days as (
    select * from {{ ref('int_health_days') }}
    where is_current
),

projects as (
    select * from {{ ref('dim_project') }}
),

presence as (
    select * from {{ ref('int_coverage_inputs') }}
),

landed as (
    select
        input,
        max(last_on) as last_on
    from presence
    group by input
),

-- Who is asked about: each project that is watched today, and the portfolio.
asked as (
    select
        days.project_code,
        'project' as grain,
        case
            when projects.ev_method in ('points', 'issues', 'hours', 'milestones')
                then projects.ev_method
            else 'manual'
        end as ev_method
    from days
    inner join projects on days.project_code = projects.project_code
    union all
    select
        'ALL' as project_code,
        'portfolio' as grain,
        cast(null as {{ dbt.type_string() }}) as ev_method
),

needed as (
    select
        subjects.subject,
        asked.project_code,
        needs.input,
        inputs.stale_days,
        landed.input is not null as is_anywhere,
        landed.last_on,
        case
            when needs.scope = 'project'
                then present.input is not null or shared.input is not null
            else landed.input is not null
        end as is_there
    from subjects
    inner join asked on subjects.grain = asked.grain
    inner join needs
        on
            subjects.subject = needs.subject
            and coalesce(
                asked.ev_method = needs.applies_to
                {%- if not var('labour_in_ledger') %}
                    or needs.applies_to = 'labour'
                {%- endif %},
                needs.applies_to is null
            )
    inner join inputs on needs.input = inputs.input
    left join landed on needs.input = landed.input
    left join presence as present
        on needs.input = present.input and asked.project_code = present.project_code
    left join presence as shared
        on needs.input = shared.input and shared.project_code = 'ALL'
),

final as (
    select distinct
        subject,
        project_code,
        input,
        not is_there as is_absent,
        case when is_there then {{ add_days('last_on', 1) }} end as stopped_on,
        case
            when is_there
                then
                    input || ' since '
                    || cast({{ add_days('last_on', 1) }} as {{ dbt.type_string() }})
            when is_anywhere then input || ' for project ' || project_code
            else input
        end as said
    from needed
    where not is_there or {{ days_between('last_on', as_of()) }} > stale_days
)

select * from final
