with

register as (
    select * from {{ ref('stg_registers__dependencies') }}
),

links as (
    select * from {{ ref('stg_jira__issue_links') }}
),

issues as (
    select * from {{ ref('fct_issue') }}
),

milestones as (
    select * from {{ ref('fct_milestone') }}
),

projects as (
    select * from {{ ref('dim_project') }}
),

calendar as (
    select * from {{ ref('int_calendar_days') }}
),

-- What a milestone says of itself counts before what was promised for it.
registered as (
    select
        'register' as source,
        register.dependency_id as source_id,
        coalesce(givers.project_code, 'UNALLOCATED') as predecessor_project_code,
        coalesce(takers.project_code, 'UNALLOCATED') as successor_project_code,
        register.from_milestone as predecessor_id,
        given.milestone_name as predecessor_name,
        register.to_milestone as successor_id,
        taken.milestone_name as successor_name,
        coalesce(lower(register.kind), 'finish-start') as kind,
        register.need_by as need_by_date,
        register.promised_on as promised_date,
        given.expected_date as predecessor_expected_date,
        taken.expected_date as successor_expected_date,
        given.actual_date is not null
        or coalesce(lower(register.status) in ('done', 'closed', 'delivered'), false) as is_done,
        lower(register.status) as status
    from register
    left join projects as givers on register.from_project = givers.project_code
    left join projects as takers on register.to_project = takers.project_code
    left join milestones as given on register.from_milestone = given.milestone_id
    left join milestones as taken on register.to_milestone = taken.milestone_id
),

-- Issues of one project that block issues of another; an open one cannot come before tomorrow.
linked as (
    select
        'jira' as source,
        links.link_id as source_id,
        blockers.project_code as predecessor_project_code,
        blocked.project_code as successor_project_code,
        blockers.issue_key as predecessor_id,
        blockers.summary as predecessor_name,
        blocked.issue_key as successor_id,
        blocked.summary as successor_name,
        'finish-start' as kind,
        blocked.due_date as need_by_date,
        cast(null as date) as promised_date,
        case
            when blockers.is_resolved then {{ local_day('blockers.resolved_at') }}
            when blockers.due_date < {{ as_of() }} then {{ as_of() }}
            else blockers.due_date
        end as predecessor_expected_date,
        cast(null as date) as successor_expected_date,
        blockers.is_resolved as is_done,
        blockers.status
    from links
    inner join issues as blockers on links.from_issue_id = blockers.issue_id
    inner join issues as blocked on links.to_issue_id = blocked.issue_id
    where
        lower(links.link_type) = 'blocks'
        and blockers.project_code <> blocked.project_code
        and not blocked.is_resolved
),

together as (
    select * from registered
    union all
    select * from linked
),

dated as (
    select
        *,
        coalesce(predecessor_expected_date, promised_date) as delivery_date,
        coalesce(need_by_date, successor_expected_date) as required_date
    from together
),

final as (
    select
        {{ surrogate_key(['dated.source', 'dated.source_id']) }} as dependency_key,
        dated.source,
        dated.source_id as dependency_id,
        {{ surrogate_key(['dated.predecessor_project_code']) }} as predecessor_project_key,
        dated.predecessor_project_code,
        dated.predecessor_id,
        dated.predecessor_name,
        {{ surrogate_key(['dated.successor_project_code']) }} as successor_project_key,
        dated.successor_project_code,
        dated.successor_id,
        dated.successor_name,
        dated.kind,
        dated.status,
        dated.is_done,
        dated.need_by_date,
        dated.promised_date,
        dated.delivery_date,
        dated.required_date,
        cast(
            required_day.working_days_before - delivery_day.working_days_before as integer
        ) as slack_working_days,
        coalesce(dated.delivery_date > dated.required_date, false) as is_breached
    from dated
    left join calendar as delivery_day on dated.delivery_date = delivery_day.date_day
    left join calendar as required_day on dated.required_date = required_day.date_day
)

select * from final
