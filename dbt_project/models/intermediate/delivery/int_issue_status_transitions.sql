with

stays as (
    select * from {{ ref('fct_issue_status_interval') }}
),

preceded as (
    select
        issue_id,
        project_code,
        interval_number,
        entered_at,
        status_category = 'done' as is_done,
        status_category = 'indeterminate' as is_in_progress,
        coalesce(
            lag(status_category) over (partition by issue_id order by interval_number) = 'done',
            false
        ) as was_done
    from stays
),

final as (
    select
        issue_id,
        project_code,
        interval_number,
        entered_at,
        is_in_progress,
        is_done and not was_done as is_completion,
        was_done and not is_done as is_reopening
    from preceded
)

select * from final
