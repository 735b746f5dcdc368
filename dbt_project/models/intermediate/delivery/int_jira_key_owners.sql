{#-
    Which project a Jira project counted in when, of those that the register gave to another, or to
    none, in a later delivery; all others have no row.
-#}
with

versions as (
    select
        *,
        lead(told_at) over (partition by project_code order by told_at) as next_told_at
    from {{ ref('int_project_versions') }}
),

-- One that has left the register keeps what nobody else claims.
claims as (
    select
        project_code,
        {{ split_to_rows('upper(jira_project_keys)', '[,;[:space:]]+') }} as jira_project_key,
        1 as rank_of_claim,
        told_at as valid_from,
        coalesce(valid_to, cast({{ open_end() }} as timestamp)) as valid_to
    from versions
    union all
    select
        project_code,
        {{ split_to_rows('upper(jira_project_keys)', '[,;[:space:]]+') }} as jira_project_key,
        2 as rank_of_claim,
        valid_to as valid_from,
        coalesce(next_told_at, cast({{ open_end() }} as timestamp)) as valid_to
    from versions
    where valid_to is not null and coalesce(valid_to < next_told_at, true)
),

moments as (
    select
        jira_project_key,
        valid_from as moment
    from claims
    where jira_project_key <> ''
    union
    select
        jira_project_key,
        valid_to as moment
    from claims
    where jira_project_key <> '' and valid_to < cast({{ open_end() }} as timestamp)
),

owned as (
    select
        moments.jira_project_key,
        moments.moment,
        coalesce(claims.project_code, 'UNALLOCATED') as project_code
    from moments
    left join claims
        on
            moments.jira_project_key = claims.jira_project_key
            and moments.moment >= claims.valid_from
            and moments.moment < claims.valid_to
    qualify
        row_number() over (
            partition by moments.jira_project_key, moments.moment
            order by claims.rank_of_claim, claims.project_code
        ) = 1
),

followed as (
    select
        *,
        lag(project_code) over (partition by jira_project_key order by moment) as code_before
    from owned
),

final as (
    select
        jira_project_key,
        project_code,
        case
            when code_before is null then cast('1900-01-01' as timestamp)
            else moment
        end as valid_from,
        coalesce(
            lead(moment) over (partition by jira_project_key order by moment),
            cast({{ open_end() }} as timestamp)
        ) as valid_to
    from followed
    where project_code is distinct from code_before
    qualify count(*) over (partition by jira_project_key) > 1
)

select * from final
