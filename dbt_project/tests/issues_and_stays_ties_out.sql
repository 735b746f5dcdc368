-- Every issue of staging that existed on the as-of day is published once, under the project that
-- claims its Jira project or UNALLOCATED; and its stays cover its life from the creation to the
-- end of the day, second by second, so that their hours sum to its age.
with

claims as (
    select
        jira_project_key,
        project_code
    from {{ ref('int_project_jira_keys') }}
),

existing as (
    select
        issue_id,
        created_at
    from {{ ref('stg_jira__issues') }}
    where created_at < {{ as_of_end() }}
),

-- What the changelog tells from before the creation, as imports do, is part of the life.
lived as (
    select
        issue_id,
        count(*) as stays,
        sum(case when is_current then 1 else 0 end) as current_stays,
        min(entered_at) as begun_at,
        sum(hours) as hours
    from {{ ref('fct_issue_status_interval') }}
    group by issue_id
),

-- Only an issue of which nothing says a status has no stay.
with_status as (
    select distinct issue_id
    from {{ ref('int_issue_field_intervals') }}
    where field = 'status' and valid_from < {{ as_of_end() }}
)

select
    coalesce(existing.issue_id, published.issue_id, lived.issue_id) as issue_id,
    claims.project_code as claimed_by,
    published.project_code,
    lived.stays,
    lived.hours
from existing
full join {{ ref('fct_issue') }} as published on existing.issue_id = published.issue_id
left join claims on upper(published.jira_project_key) = claims.jira_project_key
full join lived on existing.issue_id = lived.issue_id
left join with_status on existing.issue_id = with_status.issue_id
where
    existing.issue_id is null
    or published.issue_id is null
    or coalesce(claims.project_code, 'UNALLOCATED') is distinct from published.project_code
    or (with_status.issue_id is null) is distinct from (lived.issue_id is null)
    or lived.current_stays <> 1
    or lived.begun_at > existing.created_at
    or abs(lived.hours - {{ hours_between('lived.begun_at', as_of_end()) }})
    > 0.0001 * lived.stays
