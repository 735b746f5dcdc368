with

gates as (
    select * from {{ ref('stg_registers__gates') }}
),

projects as (
    select * from {{ ref('dim_project') }}
),

placed as (
    select
        coalesce(projects.project_code, 'UNALLOCATED') as project_code,
        gates.project_code as source_project_code,
        gates.gate,
        gates.planned_on,
        case when gates.held_on <= {{ as_of() }} then gates.held_on end as held_on,
        case when gates.held_on <= {{ as_of() }} then lower(gates.decision) end as decision,
        gates.required_deliverables,
        gates.delivered
    from gates
    left join projects on gates.project_code = projects.project_code
),

-- A gate is skipped when a later one of its project was held and it was not.
ordered as (
    select
        *,
        max(held_on) over (
            partition by source_project_code
            order by planned_on asc, gate asc
            rows between 1 following and unbounded following
        ) as later_held_on
    from placed
),

required as (
    select
        source_project_code,
        gate,
        {{ split_to_rows('required_deliverables', '\\s*[;,]\\s*') }} as deliverable
    from placed
),

handed_in as (
    select
        source_project_code,
        gate,
        {{ split_to_rows('delivered', '\\s*[;,]\\s*') }} as deliverable
    from placed
),

missing as (
    select
        required.source_project_code,
        required.gate,
        count(*) as missing_count,
        {{ text_list('required.deliverable') }} as missing_deliverables
    from required
    left join handed_in
        on
            required.source_project_code = handed_in.source_project_code
            and required.gate = handed_in.gate
            and lower(trim(required.deliverable)) = lower(trim(handed_in.deliverable))
    where trim(required.deliverable) <> '' and handed_in.deliverable is null
    group by required.source_project_code, required.gate
),

-- Nothing is missing where no register says what is required: that is not known.
kept as (
    select case when count(required_deliverables) > 0 then 0 end as none_missing
    from placed
),

final as (
    select
        {{ surrogate_key(['ordered.source_project_code', 'ordered.gate']) }} as gate_review_key,
        {{ surrogate_key(['ordered.project_code']) }} as project_key,
        ordered.project_code,
        ordered.source_project_code,
        ordered.gate,
        ordered.planned_on as planned_date,
        ordered.held_on as held_date,
        ordered.decision,
        case
            when ordered.held_on is not null then 'held'
            when ordered.later_held_on is not null then 'skipped'
            when ordered.planned_on < {{ as_of() }} then 'overdue'
            when ordered.planned_on is null then 'not_scheduled'
            else 'planned'
        end as status,
        cast(
            {{ days_between(
                'ordered.planned_on', 'coalesce(ordered.held_on, ' ~ as_of() ~ ')'
            ) }} as integer
        ) as days_late,
        ordered.required_deliverables,
        ordered.delivered as delivered_deliverables,
        missing.missing_deliverables,
        cast(coalesce(missing.missing_count, kept.none_missing) as integer) as missing_count,
        -- A project that went on though its papers were not complete.
        coalesce(ordered.decision = 'pass' and missing.missing_count > 0, false)
            as is_passed_incomplete
    from ordered
    cross join kept
    left join missing
        on
            ordered.source_project_code = missing.source_project_code
            and ordered.gate = missing.gate
)

select * from final
