{#- A table: many models read it, and finding each key's newest row is the cost. -#}
{{ config(materialized='table') }}

with

source as (
    {{ current_rows_of_many('jira', 'issues', ['issue_id']) }}
),

standing as (
    select source.*
    from source
    left join {{ ref('stg_jira__departures') }} as departures
        on source.issue_id = departures.issue_id
    where departures.issue_id is null
),

mapping as (
    select
        target,
        preference,
        field_id,
        _batch_id
    from {{ ref('stg_jira__field_mapping') }}
),

filled as (
    -- Story points that landed under today's mapping stand in their column.
    select
        standing.issue_id,
        mapping.target,
        mapping.preference,
        {{ json_member('standing.custom_fields', 'mapping.field_id') }} as value
    from standing
    cross join mapping
    where
        mapping.field_id is not null
        and mapping.target <> 'sprint'
        and (mapping.target <> 'story_points' or standing._batch_id < mapping._batch_id)
),

preferred as (
    select
        issue_id,
        target,
        {{ json_said('value') }} as value
    from filled
    where value is not null
    qualify row_number() over (partition by issue_id, target order by preference) = 1
),

mapped as (
    select
        issue_id,
        max(case when target = 'story_points' then value end) as story_points,
        max(case when target = 'start_date' then value end) as start_date,
        max(case when target = 'baseline_start' then value end) as baseline_start,
        max(case when target = 'baseline_finish' then value end) as baseline_finish,
        max(case when target = 'risk_probability' then value end) as risk_probability,
        max(case when target = 'risk_impact' then value end) as risk_impact,
        max(case when target = 'account' then value end) as account,
        max(case when target = 'team' then value end) as team,
        max(case when target = 'epic_link' then value end) as epic_link
    from preferred
    group by issue_id
),

mapped_since as (
    select max(_batch_id) as _batch_id
    from mapping
),

renamed as (
    select
        standing.issue_id,
        standing.issue_key,
        standing.project_id as jira_project_id,
        standing.project_key as jira_project_key,
        standing.issue_type,
        standing.issue_type_id,
        standing.is_subtask,
        standing.summary,
        standing.priority,
        standing.status,
        standing.status_id,
        standing.status_category,
        standing.resolution,
        standing.assignee_id,
        standing.reporter_id,
        coalesce(parents.issue_key, standing.parent_key) as parent_key,
        standing.parent_id,
        {{ as_utc('standing.created_at') }} as created_at,
        {{ as_utc('standing.updated_at') }} as updated_at,
        {{ as_utc('standing.resolved_at') }} as resolved_at,
        standing.due_date,
        case
            when standing._batch_id < mapped_since._batch_id
                then {{ try_number('mapped.story_points') }}
            else standing.story_points
        end as story_points,
        standing.original_estimate_seconds,
        standing.remaining_estimate_seconds,
        standing.time_spent_seconds,
        standing.fix_versions,
        standing.components,
        standing.labels,
        standing.sprint_ids,
        try_cast(mapped.start_date as date) as start_date,
        try_cast(mapped.baseline_start as date) as baseline_start_date,
        try_cast(mapped.baseline_finish as date) as baseline_finish_date,
        mapped.risk_probability,
        mapped.risk_impact,
        mapped.account,
        mapped.team,
        mapped.epic_link,
        standing.custom_fields,
        standing._batch_id,
        standing._row_number,
        {{ as_utc('standing._extracted_at') }} as _extracted_at
    from standing
    -- A parent that moved has a new key, and its children are not told.
    left join standing as parents on standing.parent_id = parents.issue_id
    left join mapped on standing.issue_id = mapped.issue_id
    cross join mapped_since
)

select * from renamed
