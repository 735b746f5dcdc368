with

reported as (
    select
        project_code,
        as_of_date
    from {{ ref('int_baseline_as_of') }}
    where ev_method = 'hours'
),

allocations as (
    select * from {{ ref('stg_registers__allocations') }}
),

timesheets as (
    select * from {{ ref('fct_timesheet') }}
),

remaining_work as (
    select * from {{ ref('int_remaining_work_events') }}
),

events as (
    select
        project_code,
        work_date as event_date,
        hours as spent_hours,
        0 as remaining_hours_change
    from timesheets
    union all
    select
        project_code,
        event_date,
        0 as spent_hours,
        remaining_hours_change
    from remaining_work
),

planned as (
    select
        project_code,
        sum(planned_hours) as planned_hours
    from allocations
    group by project_code
),

-- Before anybody has booked an hour anywhere, no hours are not the same as none worked.
bookings as (
    select min(work_date) as first_day
    from timesheets
),

estimated as (
    select distinct project_code
    from remaining_work
),

to_date as (
    select
        reported.project_code,
        reported.as_of_date,
        sum(events.spent_hours) as spent_hours,
        sum(events.remaining_hours_change) as remaining_hours
    from reported
    inner join events
        on
            reported.project_code = events.project_code
            and reported.as_of_date >= events.event_date
    inner join bookings on reported.as_of_date >= bookings.first_day
    group by reported.project_code, reported.as_of_date
),

-- Without a single estimate in Jira, the hours that were allocated stand for the whole.
final as (
    select
        to_date.project_code,
        to_date.as_of_date,
        to_date.spent_hours,
        case
            when estimated.project_code is not null
                then to_date.spent_hours + to_date.remaining_hours
            else planned.planned_hours
        end as total_hours
    from to_date
    left join estimated on to_date.project_code = estimated.project_code
    left join planned on to_date.project_code = planned.project_code
)

select * from final
