with

subjects as (
    select * from {{ ref('coverage_subjects') }}
),

inputs as (
    select * from {{ ref('coverage_inputs') }}
),

states as (
    select * from {{ ref('int_coverage_states') }}
),

reasons as (
    select * from {{ ref('int_coverage_reasons') }}
),

-- The portfolio's row of what is kept by project sums the projects up.
summed as (
    select
        subject,
        'ALL' as project_code,
        max(case when is_available then 1 else 0 end) = 1 as is_available,
        case
            when max(case when is_available then 1 else 0 end) = 0 then 'missing'
            when min(case when state = 'complete' then 1 else 0 end) = 1 then 'complete'
            else 'partial'
        end as state,
        min(case when state = 'partial' then stopped_on end) as stopped_on
    from states
    where project_code <> 'ALL'
    group by subject
),

stated as (
    select
        subject,
        project_code,
        is_available,
        state,
        case when state = 'partial' then stopped_on end as stopped_on
    from states
    union all
    select * from summed
    union all
    select
        subjects.subject,
        'ALL' as project_code,
        false as is_available,
        'missing' as state,
        cast(null as date) as stopped_on
    from subjects
    left join summed on subjects.subject = summed.subject
    where subjects.grain = 'project' and summed.subject is null
),

said as (
    select distinct
        subject,
        project_code,
        said
    from reasons
),

missed as (
    select
        subject,
        project_code,
        {{ text_list('said') }} as missing_input
    from said
    group by subject, project_code
),

fixes as (
    select distinct
        reasons.subject,
        reasons.project_code,
        {{ input_fix('inputs') }} as fix
    from reasons
    inner join inputs on reasons.input = inputs.input
),

mended as (
    select
        subject,
        project_code,
        {{ text_list('fix') }} as fix
    from fixes
    group by subject, project_code
),

emptied as (
    select distinct
        reasons.subject,
        reasons.project_code,
        {{ split_to_rows('inputs.sections', ' ') }} as section
    from reasons
    inner join inputs on reasons.input = inputs.input
),

sections as (
    select
        subject,
        project_code,
        {{ text_list('section') }} as sections
    from emptied
    group by subject, project_code
),

final as (
    select
        {{ surrogate_key(['stated.subject', 'stated.project_code']) }} as coverage_key,
        stated.project_code,
        stated.subject,
        {{ as_of() }} as as_of_date,
        stated.is_available,
        stated.state,
        missed.missing_input,
        stated.stopped_on as missing_since_date,
        case
            when stated.state <> 'complete'
                then
                    subjects.source_model || ': ' || subjects.source_columns
                    || coalesce(' ' || subjects.empties, '')
        end as empties_columns,
        case when stated.state <> 'complete' then sections.sections end as empties_sections,
        mended.fix
    from stated
    inner join subjects on stated.subject = subjects.subject
    left join missed
        on stated.subject = missed.subject and stated.project_code = missed.project_code
    left join mended
        on stated.subject = mended.subject and stated.project_code = mended.project_code
    left join sections
        on stated.subject = sections.subject and stated.project_code = sections.project_code
)

select * from final
