-- A project of the register whose baseline is in force has a row for the as-of day; one that has
-- left the register is reported no more.
select distinct baselines.project_code
from {{ ref('stg_registers__baselines') }} as baselines
inner join {{ ref('dim_project') }} as projects
    on baselines.project_code = projects.project_code and projects.left_register_date is null
left join {{ ref('fct_earned_value') }} as reported
    on baselines.project_code = reported.project_code and reported.is_current
where
    baselines.effective_from <= {{ as_of() }}
    and reported.project_code is null
