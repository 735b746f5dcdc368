with

reported as (
    select
        project_code,
        as_of_date
    from {{ ref('int_baseline_as_of') }}
    where ev_method = 'hours'
),

allocations as (
    select * from {{ ref('int_allocation_versions') }}
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
        0 as remaining_hours_change,
        0 as is_estimate
    from timesheets
    union all
    select
        project_code,
        event_date,
        0 as spent_hours,
        remaining_hours_change,
        1 as is_estimate
    from remaining_work
),

-- What was allocated in all, as the register had it on the day.
planned as (
    select
        project_code,
        as_of_date,
        sum(planned_hours) as planned_hours
    from (
        select
            reported.project_code,
            reported.as_of_date,
            allocations.planned_hours,
            row_number() over (
                partition by
                    reported.as_of_date,
                    reported.project_code,
                    allocations.person_id,
                    allocations.week_start
                order by allocations._batch_id desc, allocations._row_number desc
            ) as place
        from reported
        inner join allocations
            on
                reported.project_code = allocations.project_code
                and reported.as_of_date >= allocations.stood_from
                and reported.as_of_date < allocations.stood_until
    ) as standing
    where place = 1
    group by project_code, as_of_date
),

-- Before anybody has booked an hour anywhere, no hours are not the same as none worked.
bookings as (
    select min(work_date) as first_day
    from timesheets
),

to_date as (
    select
        reported.project_code,
        reported.as_of_date,
        sum(events.spent_hours) as spent_hours,
        sum(events.remaining_hours_change) as remaining_hours,
        max(events.is_estimate) as is_estimated
    from reported
    inner join events
        on
            reported.project_code = events.project_code
            and reported.as_of_date >= events.event_date
    inner join bookings on reported.as_of_date >= bookings.first_day
    group by reported.project_code, reported.as_of_date
),

-- Without a single estimate in Jira by then, the hours that were allocated stand for the whole.
final as (
    select
        to_date.project_code,
        to_date.as_of_date,
        to_date.spent_hours,
        case
            when to_date.is_estimated = 1 then to_date.spent_hours + to_date.remaining_hours
            else planned.planned_hours
        end as total_hours
    from to_date
    left join planned
        on
            to_date.project_code = planned.project_code
            and to_date.as_of_date = planned.as_of_date
)

select * from final
