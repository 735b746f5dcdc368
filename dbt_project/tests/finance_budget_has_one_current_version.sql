-- Two version dates of one kind both marked current would double a project's budget.
select
    source_project_code,
    budget_version,
    count(distinct version_date) as version_count
from {{ ref('fct_budget') }}
where is_current_version
group by source_project_code, budget_version
having count(distinct version_date) > 1
