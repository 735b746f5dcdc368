with

issues as (
    select * from {{ ref('int_issues_as_of') }}
),

landed as (
    select * from {{ ref('stg_jira__issues') }}
),

current_stays as (
    select * from {{ ref('fct_issue_status_interval') }}
    where is_current
),

people as (
    select * from {{ ref('int_person_accounts') }}
),

milestones as (
    select
        issue_id,
        min(case when is_in_progress then entered_at end) as started_at,
        max(case when is_completion then entered_at end) as last_completed_at,
        sum(case when is_reopening then 1 else 0 end) as reopen_count
    from {{ ref('int_issue_status_transitions') }}
    group by issue_id
),

booked as (
    select
        issue_id,
        sum(seconds) as seconds
    from {{ ref('int_worklogs_as_of') }}
    group by issue_id
),

-- No hours are 0 where anybody logs work in Jira, and unknown where nobody does.
kept as (
    select case when count(*) > 0 then 0 end as none_booked
    from booked
),

standing_versions as (
    select
        issue_id,
        value_string
    from {{ ref('int_issue_fix_version_intervals') }}
    where
        valid_from < {{ as_of_end() }}
        and (valid_to >= {{ as_of_end() }} or valid_to is null)
),

-- Most issues have one version, and a list of one is made as slowly as a long one.
counted_versions as (
    select
        issue_id,
        max(value_string) as only_version,
        count(*) as versions
    from standing_versions
    group by issue_id
),

several_versions as (
    select
        standing_versions.issue_id,
        {{ text_list('standing_versions.value_string') }} as fix_versions
    from standing_versions
    inner join counted_versions on standing_versions.issue_id = counted_versions.issue_id
    where counted_versions.versions > 1
    group by standing_versions.issue_id
),

versions as (
    select
        counted_versions.issue_id,
        coalesce(several_versions.fix_versions, counted_versions.only_version) as fix_versions
    from counted_versions
    left join several_versions on counted_versions.issue_id = several_versions.issue_id
),

dated as (
    select
        issue_id,
        coalesce(status_category = 'done', false) as is_resolved,
        status,
        status_category
    from current_stays
),

stated as (
    select
        issues.*,
        landed.reporter_id,
        versions.fix_versions,
        dated.status,
        dated.status_category,
        coalesce(dated.is_resolved, false) as is_resolved,
        milestones.started_at,
        case when dated.is_resolved then milestones.last_completed_at end as resolved_at,
        coalesce(milestones.reopen_count, 0) as reopen_count,
        coalesce(booked.seconds, kept.none_booked) as time_spent_seconds
    from issues
    inner join landed on issues.issue_id = landed.issue_id
    cross join kept
    left join dated on issues.issue_id = dated.issue_id
    left join milestones on issues.issue_id = milestones.issue_id
    left join versions on issues.issue_id = versions.issue_id
    left join booked on issues.issue_id = booked.issue_id
),

final as (
    select
        stated.issue_id,
        stated.issue_key,
        stated.project_key,
        stated.project_code,
        stated.jira_project_key,
        stated.issue_type,
        stated.summary,
        stated.priority,
        stated.status,
        stated.status_category,
        stated.resolution,
        case
            when stated.assignee_id is not null
                then {{ surrogate_key(["coalesce(people.person_id, 'UNKNOWN')"]) }}
        end as assignee_key,
        stated.assignee_id,
        stated.reporter_id,
        stated.parent_key,
        stated.created_at,
        stated.started_at,
        stated.resolved_at,
        stated.due_date,
        {{ date_key(local_day('stated.created_at')) }} as created_date_key,
        {{ date_key(local_day('stated.resolved_at')) }} as resolved_date_key,
        {{ hours_between('stated.created_at', 'stated.resolved_at') }} as lead_time_hours,
        case
            when stated.started_at <= stated.resolved_at
                then {{ hours_between('stated.started_at', 'stated.resolved_at') }}
        end as cycle_time_hours,
        cast(stated.reopen_count as integer) as reopen_count,
        cast(stated.story_points as decimal(18, 2)) as story_points,
        cast(stated.original_estimate_seconds / 3600.0 as decimal(18, 4))
            as original_estimate_hours,
        cast(stated.remaining_estimate_seconds / 3600.0 as decimal(18, 4))
            as remaining_estimate_hours,
        cast(stated.time_spent_seconds / 3600.0 as decimal(18, 4)) as time_spent_hours,
        stated.is_resolved,
        coalesce(stated.due_date < {{ as_of() }} and not stated.is_resolved, false) as is_overdue,
        stated.sprint_ids,
        stated.fix_versions,
        stated.labels
    from stated
    left join people on stated.assignee_id = people.jira_account_id
)

select * from final
