{#- Not incremental: the as-of day, holidays and status categories may each restate any row. -#}
with

issues as (
    select * from {{ ref('int_issues_as_of') }}
),

stays as (
    select
        *,
        coalesce(valid_to >= {{ as_of_end() }}, true) as is_current
    from {{ ref('int_issue_field_intervals') }}
    where field = 'status' and valid_from < {{ as_of_end() }}
),

categories as (
    select * from {{ ref('int_status_categories') }}
),

days as (
    select * from {{ ref('int_calendar_days') }}
),

bounded as (
    select
        *,
        case when not is_current then valid_to end as left_at,
        case when is_current then {{ as_of_end() }} else valid_to end as counted_until
    from stays
),

-- Working days passed before an instant; the difference of two is the time worked between them.
clocked as (
    select
        bounded.*,
        {{ working_days_until('bounded.valid_from', 'first_days') }} as worked_before,
        {{ working_days_until('bounded.counted_until', 'last_days') }} as worked_until
    from bounded
    left join days as first_days on {{ local_day('bounded.valid_from') }} = first_days.date_day
    left join days as last_days on {{ local_day('bounded.counted_until') }} = last_days.date_day
),

final as (
    select
        issues.issue_id,
        issues.issue_key,
        issues.project_key,
        issues.project_code,
        clocked.interval_number,
        clocked.value as status_id,
        clocked.value_string as status,
        categories.status_category,
        clocked.valid_from as entered_at,
        clocked.left_at,
        {{ hours_between('clocked.valid_from', 'clocked.counted_until') }} as hours,
        cast(
            {{ var('hours_per_day') }} * (clocked.worked_until - clocked.worked_before)
            as decimal(18, 4)
        ) as working_hours,
        clocked.is_current
    from clocked
    inner join issues on clocked.issue_id = issues.issue_id
    left join categories
        on
            clocked.value is not distinct from categories.status_id
            and clocked.value_string is not distinct from categories.status
)

select * from final
