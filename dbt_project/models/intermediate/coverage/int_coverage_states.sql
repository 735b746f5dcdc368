{#-
    Whether each subject is known of each project that is watched today, and of the portfolio. What
    is known is what the marts hold, so that coverage cannot say other than they do.
-#}
with

subjects as (
    select * from {{ ref('coverage_subjects') }}
),

days as (
    select * from {{ ref('int_health_days') }}
    where is_current
),

figures as (
    select * from {{ ref('int_coverage_figures') }}
),

gaps as (
    select
        subject,
        project_code,
        max(case when is_absent then 1 else 0 end) = 1 as is_any_absent,
        min(stopped_on) as stopped_on
    from {{ ref('int_coverage_gaps') }}
    group by subject, project_code
),

asked as (
    select
        subjects.subject,
        subjects.otherwise,
        days.project_code
    from subjects
    cross join days
    where subjects.grain = 'project'
    union all
    select
        subject,
        otherwise,
        'ALL' as project_code
    from subjects
    where grain = 'portfolio'
),

final as (
    select
        asked.subject,
        asked.project_code,
        asked.otherwise,
        coalesce(figures.known_rows, 0) > 0 as is_available,
        coalesce(gaps.is_any_absent, false) as is_any_absent,
        gaps.stopped_on,
        coalesce(figures.unknown_rows, 0) as unknown_rows,
        case
            when coalesce(figures.known_rows, 0) = 0 then 'missing'
            when gaps.stopped_on is not null or figures.unknown_rows > 0 then 'partial'
            else 'complete'
        end as state
    from asked
    left join figures
        on asked.subject = figures.subject and asked.project_code = figures.project_code
    left join gaps
        on asked.subject = gaps.subject and asked.project_code = gaps.project_code
)

select * from final
