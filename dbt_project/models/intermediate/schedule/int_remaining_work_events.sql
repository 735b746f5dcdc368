with

changes as (
    select * from {{ ref('int_issue_field_changes') }}
    where field = 'remaining_estimate' and changed_at < {{ as_of_end() }}
),

issues as (
    select * from {{ ref('stg_jira__issues') }}
),

placed_issues as (
    select * from {{ ref('int_issues_as_of') }}
),

-- Those that earn by hours, or did.
projects as (
    select distinct project_code
    from {{ ref('int_project_intervals') }}
    where ev_method = 'hours'
),

places as (
    select * from {{ ref('int_issue_project_stays') }}
),

stays as (
    select * from {{ ref('fct_issue_status_interval') }}
    where status_category <> 'done'
),

-- An issue that moved counts in each project while it was there.
project_issues as (
    select
        placed_issues.issue_id,
        projects.project_code,
        placed_issues.created_at,
        issues.remaining_estimate_seconds,
        places.valid_from as placed_from,
        places.valid_to as placed_until
    from placed_issues
    inner join issues on placed_issues.issue_id = issues.issue_id
    left join places on placed_issues.issue_id = places.issue_id
    inner join projects
        on coalesce(places.project_code, placed_issues.project_code) = projects.project_code
),

ordered as (
    select
        *,
        row_number() over in_order as change_number,
        lead(changed_at) over in_order as next_changed_at
    from changes
    window
        in_order as (
            partition by issue_id
            order by changed_at, history_number, item_index
        )
),

-- What stood before the first change, and today's value where nothing ever changed.
estimates as (
    select
        project_issues.issue_id,
        project_issues.project_code,
        project_issues.placed_from,
        project_issues.placed_until,
        project_issues.created_at as valid_from,
        ordered.changed_at as valid_to,
        case
            when ordered.issue_id is null then project_issues.remaining_estimate_seconds
            else {{ try_number('ordered.from_value') }}
        end as seconds
    from project_issues
    left join ordered
        on project_issues.issue_id = ordered.issue_id and ordered.change_number = 1
    union all
    select
        project_issues.issue_id,
        project_issues.project_code,
        project_issues.placed_from,
        project_issues.placed_until,
        ordered.changed_at as valid_from,
        ordered.next_changed_at as valid_to,
        {{ try_number('ordered.to_value') }} as seconds
    from project_issues
    inner join ordered on project_issues.issue_id = ordered.issue_id
),

-- Nothing remains of an issue while it is done, whatever its estimate still says.
open_estimates as (
    select
        estimates.project_code,
        estimates.seconds,
        greatest(
            estimates.valid_from,
            stays.entered_at,
            coalesce(estimates.placed_from, estimates.valid_from)
        ) as valid_from,
        least(
            coalesce(estimates.valid_to, {{ as_of_end() }}),
            coalesce(stays.left_at, {{ as_of_end() }}),
            coalesce(estimates.placed_until, {{ as_of_end() }})
        ) as valid_to
    from estimates
    inner join stays on estimates.issue_id = stays.issue_id
    where estimates.seconds > 0
),

final as (
    select
        project_code,
        {{ local_day('valid_from') }} as event_date,
        cast(seconds / 3600 as decimal(18, 4)) as remaining_hours_change
    from open_estimates
    where valid_from < valid_to
    union all
    select
        project_code,
        {{ local_day('valid_to') }} as event_date,
        cast(-seconds / 3600 as decimal(18, 4)) as remaining_hours_change
    from open_estimates
    where valid_from < valid_to
)

select * from final
