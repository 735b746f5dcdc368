"""What is about to go wrong, and what the money is for: the portfolio's look ahead."""

from dataclasses import dataclass

from reports.warehouse import Row, Warehouse

WARNINGS = """
select project_code, indicator, value, severity, is_new, breached_since_date
from marts.fct_early_warning
where is_current and is_breached
order by is_new desc, severity = 'high' desc, breached_since_date desc, project_code, indicator
"""

CONFLICTS = """
select
    person_name, week_start_date, planned_hours, capacity_hours, competing_projects,
    yielding_project_code, free_people
from marts.fct_resource_conflict
where is_future
order by week_start_date, over_allocated_hours desc, person_id
"""

DEPENDENCIES = """
select
    predecessor_project_code, predecessor_name, successor_project_code, successor_name,
    delivery_date, required_date, slack_working_days
from marts.fct_dependency
where is_breached
order by slack_working_days, dependency_id
"""

OBJECTIVES = """
select
    objective_name, is_unaligned, sum(budget_amount) as budget_amount,
    sum(spend_amount) as spend_amount
from marts.fct_strategic_alignment
group by objective_id, objective_name, is_unaligned
order by is_unaligned, spend_amount desc nulls last, objective_id
"""

PLANS = "select 1 as found from marts.fct_resource_week where planned_hours > 0 limit 1"


@dataclass(frozen=True)
class Outlook:
    """Rows of each section; a list is `None` when its input is not kept."""

    warnings: list[Row]
    conflicts: list[Row] | None
    dependencies: list[Row] | None
    objectives: list[Row] | None


def load_outlook(warehouse: Warehouse) -> Outlook:
    """Read the sections that look ahead from the published warehouse."""
    objectives = warehouse.rows(OBJECTIVES)
    return Outlook(
        warnings=warehouse.rows(WARNINGS),
        conflicts=warehouse.rows(CONFLICTS) if warehouse.one(PLANS) else None,
        dependencies=None if warehouse.is_empty("fct_dependency") else warehouse.rows(DEPENDENCIES),
        objectives=objectives if any(row["objective_name"] for row in objectives) else None,
    )
