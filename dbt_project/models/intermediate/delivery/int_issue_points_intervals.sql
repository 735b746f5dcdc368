with

intervals as (
    select
        *,
        {{ try_number('value_string') }} as story_points
    from {{ ref('int_issue_field_intervals') }}
    where field = 'story_points' and valid_from < {{ as_of_end() }}
),

issues as (
    select * from {{ ref('int_issues_as_of') }}
),

final as (
    select
        issues.issue_id,
        issues.project_code,
        intervals.story_points,
        intervals.valid_from,
        case when intervals.valid_to < {{ as_of_end() }} then intervals.valid_to end as valid_to
    from intervals
    inner join issues on intervals.issue_id = issues.issue_id
    where intervals.story_points <> 0
)

select * from final
