with

employments as (
    select * from {{ ref('int_person_employments') }}
    where is_current and department is not null
),

departments as (
    select * from {{ ref('dim_department') }}
),

-- Who comes and who goes; before the first of them a department has nobody.
changes as (
    select
        department,
        employed_from as changed_on,
        1 as people,
        employment_fraction as fraction
    from employments
    union all
    select
        department,
        employed_to as changed_on,
        -1 as people,
        -employment_fraction as fraction
    from employments
    where employed_to < {{ open_end() }}
    union all
    select
        department,
        cast('1900-01-01' as date) as changed_on,
        0 as people,
        0 as fraction
    from departments
),

by_day as (
    select
        department,
        changed_on,
        sum(people) as people,
        sum(fraction) as fraction
    from changes
    group by department, changed_on
),

counted as (
    select
        department,
        changed_on,
        sum(people) over in_time as head_count,
        sum(fraction) over in_time as full_time_equivalents
    from by_day
    where people <> 0 or fraction <> 0 or changed_on = cast('1900-01-01' as date)
    window in_time as (partition by department order by changed_on)
),

final as (
    select
        {{ surrogate_key(['department', 'changed_on']) }} as department_version_key,
        {{ surrogate_key(['department']) }} as department_key,
        department,
        cast(head_count as integer) as head_count,
        cast(full_time_equivalents as decimal(12, 4)) as full_time_equivalents,
        changed_on as valid_from_date,
        lead(changed_on) over in_time as valid_to_date,
        changed_on <= {{ as_of() }}
        and coalesce(lead(changed_on) over in_time > {{ as_of() }}, true) as is_current
    from counted
    window in_time as (partition by department order by changed_on)
)

select * from final
