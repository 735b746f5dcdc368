with

issues as (
    select * from {{ ref('stg_jira__issues') }}
    where created_at < {{ as_of_end() }}
),

project_keys as (
    select * from {{ ref('int_project_jira_keys') }}
),

-- Of an issue that has moved since, or that did before, the project that it was in on that day.
project_stays as (
    select * from {{ ref('int_issue_project_stays') }}
    where
        valid_from < {{ as_of_end() }}
        and (valid_to >= {{ as_of_end() }} or valid_to is null)
),

standing as (
    select
        issue_id,
        max(case when field = 'assignee' then value end) as assignee_id,
        max(case when field = 'priority' then value_string end) as priority,
        max(case when field = 'resolution' then value_string end) as resolution,
        max(case when field = 'sprint' then value end) as sprint_ids,
        max(case when field = 'story_points' then {{ try_number('value_string') }} end)
            as story_points
    from {{ ref('int_issue_field_intervals') }}
    where
        valid_from < {{ as_of_end() }}
        and (valid_to >= {{ as_of_end() }} or valid_to is null)
    group by issue_id
),

later_changes as (
    select
        *,
        row_number() over (
            partition by issue_id, field order by changed_at, history_number, item_index
        ) as place
    from {{ ref('int_issue_field_changes') }}
    where
        changed_at >= {{ as_of_end() }}
        and field in ({{ quoted_list(changing_fields().values() | list) }})
),

replaced as (
    select
        issue_id,
        {%- for field in changing_fields().values() %}
            sum(case when field = '{{ field }}' then 1 else 0 end) as {{ field }}_changes,
            max(case when field = '{{ field }}' then from_value end) as {{ field }}_value,
            max(case when field = '{{ field }}' then from_string end) as {{ field }}_string
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from later_changes
    where place = 1
    group by issue_id
),

final as (
    select
        issues.issue_id,
        coalesce(project_stays.issue_key, issues.issue_key) as issue_key,
        coalesce(project_stays.jira_project_key, issues.jira_project_key) as jira_project_key,
        coalesce(project_stays.project_code, project_keys.project_code, 'UNALLOCATED')
            as project_code,
        {{ surrogate_key(
            ["coalesce(project_stays.project_code, project_keys.project_code, 'UNALLOCATED')"]
        ) }} as project_key,
        {{ unless_replaced('issue_type', 'replaced.issue_type_string', 'issues.issue_type') }}
            as issue_type,
        {{ unless_replaced('summary', 'replaced.summary_string', 'issues.summary') }} as summary,
        {{ unless_replaced(
            'labels',
            "replace(replaced.labels_string, ' ', ', ')",
            json_list_text('issues.labels'),
        ) }} as labels,
        coalesce(
            parent_stays.issue_key,
            {{ unless_replaced('parent', 'replaced.parent_string', 'issues.parent_key') }}
        ) as parent_key,
        standing.assignee_id,
        standing.priority,
        standing.resolution,
        standing.sprint_ids,
        standing.story_points,
        {{ unless_replaced('due_date', try_day('replaced.due_date_value'), 'issues.due_date') }}
            as due_date,
        {{ unless_replaced(
            'original_estimate',
            try_number('replaced.original_estimate_value', dbt.type_bigint()),
            'issues.original_estimate_seconds',
        ) }} as original_estimate_seconds,
        {{ unless_replaced(
            'remaining_estimate',
            try_number('replaced.remaining_estimate_value', dbt.type_bigint()),
            'issues.remaining_estimate_seconds',
        ) }} as remaining_estimate_seconds,
        issues.created_at
    from issues
    left join standing on issues.issue_id = standing.issue_id
    left join replaced on issues.issue_id = replaced.issue_id
    left join project_stays on issues.issue_id = project_stays.issue_id
    -- A parent that has moved had another key then.
    left join project_stays as parent_stays
        on
            {{ unless_replaced('parent', 'replaced.parent_value', 'issues.parent_id') }}
            = parent_stays.issue_id
    left join project_keys on upper(issues.jira_project_key) = project_keys.jira_project_key
)

select * from final
