"""What a project page asks of the marts; `$code` is the project, `$as_of` the reported day."""

PROJECTS = """
select
    project_code, project_name, programme, department, sponsor, manager_name, jira_project_keys,
    objective_name, priority, stage, method, baseline_start_date, baseline_finish_date,
    actual_finish_date, ev_method,
    case when left_register_date is null then status else 'left the register' end as status
from marts.dim_project
where not is_unallocated
order by project_code
"""

EARNED_VALUE = """
select
    as_of_date, baseline_version, pv, ev, ac, bac, sv, cv, spi, cpi, percent_complete,
    percent_planned, eac_cpi, eac_remaining_budget, eac_cpi_spi, etc, vac, tcpi, earned_schedule,
    actual_time, planned_duration, spi_t, forecast_duration, baseline_finish_date,
    forecast_finish_date
from marts.fct_earned_value
where project_code = $code and as_of_date <= $as_of and (is_period_end or is_current)
order by as_of_date
"""

MILESTONES = """
select
    milestone_id, milestone_name, gate, weight, baseline_date, expected_date, actual_date, status,
    slip_working_days, slip_since_previous_working_days,
    (
        select count(distinct trend.expected_date)
        from marts.fct_milestone_trend as trend
        where trend.milestone_id = milestone.milestone_id
    ) as forecasts
from marts.fct_milestone as milestone
where project_code = $code
order by coalesce(actual_date, expected_date), milestone_id
"""

MILESTONE_TREND = """
select milestone_id, observed_on, expected_date
from marts.fct_milestone_trend
where project_code = $code
order by milestone_id, observed_on
"""

# The budget in force is the newest of original, approved and revised; a forecast is no budget.
# Labour counts once, as in AC: where the timesheets' counts, the ledger's does not.
COSTS = """
with

budgets as (
    select cost_category, budget_version, version_date, sum(base_amount) as amount
    from marts.fct_budget
    where project_code = $code and is_current_version and budget_version <> 'forecast'
    group by cost_category, budget_version, version_date
),

in_force as (
    select budget_version
    from budgets
    order by
        version_date desc,
        case budget_version when 'revised' then 1 when 'approved' then 2 else 3 end
    limit 1
),

current_budgets as (
    select budgets.*
    from budgets
    inner join in_force on budgets.budget_version = in_force.budget_version
),

costs as (
    select
        cost_category,
        sum(base_amount) filter (
            where cost_type = 'actual' and ($labour_in_ledger or is_labour is not true)
        ) as actual,
        sum(base_open_amount) filter (where cost_type = 'commitment') as committed
    from marts.fct_cost
    where project_code = $code and posting_date <= $as_of
    group by cost_category
)

select
    coalesce(budgets.cost_category, costs.cost_category) as cost_category,
    false as is_labour_line,
    budgets.amount as budget,
    costs.actual,
    costs.committed
from current_budgets as budgets
full join costs on budgets.cost_category is not distinct from costs.cost_category
order by budgets.amount desc nulls last, costs.actual desc nulls last, cost_category
"""

LABOUR = """
select sum(base_cost_amount) as amount
from marts.fct_timesheet
where project_code = $code and work_date <= $as_of
"""

# One row a week (its last day), and the as-of day itself.
FLOW = """
select date_day, todo_issues, in_progress_issues, done_issues, scope_issues
from marts.fct_project_flow_daily
where project_code = $code and date_day <= $as_of and (isodow(date_day) = 7 or date_day = $as_of)
order by date_day
"""

THROUGHPUT = """
select
    coalesce(sum(completed_issues), 0) as done,
    coalesce(sum(created_issues), 0) as created,
    coalesce(sum(reopened_issues), 0) as reopened
from marts.fct_project_flow_daily
where project_code = $code and date_day > $since and date_day <= $as_of
"""

PEOPLE = """
select
    sheet.person_id,
    person.person_name,
    person.role,
    person.department,
    sum(sheet.hours) as hours,
    sum(sheet.hours) filter (where sheet.work_date > $since) as recent_hours,
    sum(sheet.base_cost_amount) as cost
from marts.fct_timesheet as sheet
left join marts.dim_person as person on sheet.person_id = person.person_id
where sheet.project_code = $code and sheet.work_date <= $as_of
group by sheet.person_id, person.person_name, person.role, person.department
order by recent_hours desc nulls last, hours desc, sheet.person_id
"""

LIKELY_FINISH = """
select p80_finish_date from marts.fct_schedule_forecast where project_code = $code and is_current
"""

GATES = """
select gate, planned_date, held_date, status, missing_deliverables, is_passed_incomplete
from marts.fct_gate_review
where project_code = $code
order by planned_date nulls last, gate
"""

RISKS = """
select
    risk_id, title, category, owner_name, probability, impact, score, residual_score,
    exposure_amount, response, response_text, due_on, is_overdue, score_trend
from marts.fct_risk
where project_code = $code and is_open
order by score desc nulls last, exposure_amount desc nulls last, risk_id
"""

ANSWERS = """
select respondent_group, count(distinct response_id) as answers, avg(score_5) as score
from marts.fct_feedback
where project_code = $code
group by respondent_group
order by respondent_group
"""

COMMENTS = """
select distinct response_id, respondent_group, comment, given_on, language
from marts.fct_feedback
where project_code = $code and comment is not null and comment <> ''
order by given_on desc, response_id
limit 5
"""

EVALUATION = """
select criterion, weight, target, actual, unit, score, gap, basis
from marts.fct_outcome_evaluation
where project_code = $code and is_current
order by weight desc, criterion
"""

LESSONS = """
select lesson_id, title, category, what_happened, recommendation, recorded_on
from marts.fct_lesson
where project_code = $code
order by recorded_on desc, lesson_id
"""

BROKEN_ROWS = """
select
    source, table_name, entity, source_file, source_sheet, source_row, column_name, value,
    severity,
    disposition, reason, fix, owner
from quality.quarantined_rows
where project_code = $code
order by severity, source, table_name, source_file, source_row, column_name
"""
