{#-
    Why a subject is not complete, one row a reason: an input that is absent or has stopped, else
    what is lacking of the inputs that are there. Of the portfolio: in how many projects.
-#}
with

subjects as (
    select * from {{ ref('coverage_subjects') }}
),

needs as (
    select * from {{ ref('coverage_needs') }}
),

gaps as (
    select * from {{ ref('int_coverage_gaps') }}
),

states as (
    select * from {{ ref('int_coverage_states') }}
),

inputs as (
    select * from {{ ref('coverage_inputs') }}
),

-- Where all that is needed is there, what a subject is short of may also lie in an input that only
-- its sentence names, such as the rate of a currency.
blamed as (
    select
        subject,
        input
    from needs
    union
    select
        subjects.subject,
        inputs.input
    from subjects
    inner join inputs on subjects.otherwise like '%' || inputs.input || '%'
),

found as (
    select
        states.subject,
        states.project_code,
        gaps.input,
        case when gaps.is_absent then gaps.input else gaps.said end as in_general,
        gaps.said
    from states
    inner join gaps
        on states.subject = gaps.subject and states.project_code = gaps.project_code
    where states.state <> 'complete' and gaps.is_absent = not states.is_available
    union all
    select
        states.subject,
        states.project_code,
        blamed.input,
        states.otherwise as in_general,
        case
            when states.is_available
                then
                    states.otherwise || ' (lacking in '
                    || {{ number_text('states.unknown_rows') }} || ' rows)'
            else states.otherwise
        end as said
    from states
    inner join blamed on states.subject = blamed.subject
    where
        states.state <> 'complete'
        and not states.is_any_absent
        and (not states.is_available or states.unknown_rows > 0)
),

portfolios as (
    select
        subject,
        count(*) as projects
    from states
    where project_code <> 'ALL'
    group by subject
),

counted as (
    select
        subject,
        input,
        in_general,
        count(distinct project_code) as projects
    from found
    where project_code <> 'ALL'
    group by subject, input, in_general
),

final as (
    select
        subject,
        project_code,
        input,
        said
    from found
    union all
    select
        counted.subject,
        'ALL' as project_code,
        counted.input,
        case
            when counted.projects = portfolios.projects then counted.in_general
            else
                counted.in_general || ' for ' || {{ number_text('counted.projects') }} || ' of '
                || {{ number_text('portfolios.projects') }} || ' projects'
        end as said
    from counted
    inner join portfolios on counted.subject = portfolios.subject
    union all
    -- Without a register of projects there is nobody to ask about.
    select
        subjects.subject,
        'ALL' as project_code,
        'registers.projects' as input,
        'registers.projects' as said
    from subjects
    left join portfolios on subjects.subject = portfolios.subject
    where subjects.grain = 'project' and portfolios.subject is null
)

select * from final
