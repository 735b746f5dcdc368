"""Three projects in numbers small enough to add up by hand. C is measured by nobody."""

from datetime import date
from typing import Any

AS_OF, MONTH_BEFORE, DAY_BEFORE = date(2026, 6, 30), date(2026, 5, 31), date(2026, 6, 29)

Row = dict[str, Any]


def rows(names: str, *values: tuple[Any, ...]) -> list[Row]:
    """Return one row for each of `values`, whose columns are `names` in their order."""
    return [dict(zip(names.split(), each, strict=True)) for each in values]


NONE = "UNALLOCATED"
ROWS: dict[str, list[Row]] = {
    "dim_project": rows(
        "project_key project_code project_name programme is_unallocated",
        ("A", "A", "Alpha", "North", False),
        ("B", "B", "Beta", "North", False),
        ("C", "C", "Gamma", "South", False),
        (NONE, NONE, "Unallocated", None, True),
    ),
    "dim_person": rows(
        "person_key person_id department", ("p1", "p1", "IT"), ("p2", "p2", "Sales")
    ),
    "dim_cost_category": rows("cost_category_key cost_category", ("k1", "Services")),
    "fct_earned_value": rows(
        "project_key project_code as_of_date is_current pv ev ac bac sv cv eac_cpi "
        "eac_remaining_budget eac_cpi_spi etc vac",
        ("A", "A", MONTH_BEFORE, False, 60, 60, 50, 400, 0, 10, 333, 390, 333, 283, 67),
        ("A", "A", AS_OF, True, 100, 80, 100, 400, -20, -20, 500, 420, 600, 400, -100),
        ("B", "B", AS_OF, True, 50, 60, 60, 100, 10, 0, 100, 100, 93, 40, 0),
        ("C", "C", AS_OF, True, 200, None, 30, 300, None, None, None, None, None, None, None),
    ),
    "fct_portfolio_health": rows(
        "project_key project_code as_of_date is_current is_previous overall_rag is_watermelon "
        "change",
        ("A", "A", MONTH_BEFORE, False, True, "red", False, "new"),
        ("B", "B", MONTH_BEFORE, False, True, "red", True, "new"),
        ("A", "A", AS_OF, True, False, "red", True, "same"),
        ("B", "B", AS_OF, True, False, "green", False, "better"),
        ("C", "C", AS_OF, True, False, "amber", False, "new"),
    ),
    "fct_cost": rows(
        "cost_id project_key cost_category_key cost_type posting_date base_amount "
        "base_open_amount is_unallocated",
        ("1", "A", "k1", "actual", date(2026, 5, 10), 100, None, False),
        ("2", "A", "k1", "actual", date(2026, 6, 10), 50, None, False),
        ("3", NONE, "k1", "actual", date(2026, 6, 20), 7, None, True),
        ("4", "A", "k1", "commitment", date(2026, 6, 5), 500, 200, False),
        ("5", NONE, "k1", "commitment", date(2026, 6, 5), 11, 0, True),
    ),
    "fct_budget": rows(
        "budget_key project_key project_code cost_category_key budget_version base_amount "
        "is_current_version",
        ("1", "A", "A", "k1", "approved", 300, True),
        ("2", "A", "A", "k1", "approved", 999, False),
        ("3", "A", "A", "k1", "forecast", 350, True),
        ("4", "B", "B", "k1", "approved", 14, True),
    ),
    "fct_timesheet": rows(
        "timesheet_id project_key person_key work_date hours billable_hours base_cost_amount",
        ("1", "A", "p1", date(2026, 6, 1), 8, 6, 400),
        ("2", "A", "p1", date(2026, 6, 29), 2, 0, None),
        ("3", "B", "p2", date(2026, 5, 20), 5, 5, 250),
    ),
    "fct_resource_week": rows(
        "person_key project_key week_start_date capacity_hours planned_hours actual_hours "
        "planned_utilisation_ratio actual_utilisation_ratio",
        ("p1", "A", date(2026, 6, 1), 40, 20, 8, 0.5, 0.2),
        ("p1", "B", date(2026, 6, 1), 40, 30, 0, 0.75, 0),
        ("p2", "A", date(2026, 6, 1), 20, 10, 10, 0.5, 0.5),
        ("p2", "A", date(2026, 6, 8), 20, 0, 5, 0, 0.25),
    ),
    "fct_demand_capacity": rows(
        "role month_start_date demand_hours capacity_hours gap_hours",
        ("developer", date(2026, 6, 1), 100, 80, -20),
        ("tester", date(2026, 6, 1), None, 40, None),
    ),
    "fct_issue": rows(
        "issue_id project_key created_at resolved_at is_resolved is_overdue lead_time_hours "
        "cycle_time_hours reopen_count",
        ("1", "A", "2026-05-01", "2026-05-03", True, False, 48, 24, 1),
        ("2", "A", "2026-06-01", "2026-06-05", True, False, 96, None, 0),
        ("3", "B", "2026-06-02", None, False, True, None, None, 2),
    ),
    "fct_project_flow_daily": rows(
        "project_key project_code date_day created_issues completed_issues reopened_issues "
        "todo_issues in_progress_issues done_issues scope_issues scope_points completed_points",
        ("A", "A", DAY_BEFORE, 2, 1, 0, 3, 2, 1, 6, 20, 3),
        ("A", "A", AS_OF, 1, 3, 1, 1, 3, 4, 8, 22, 5),
        ("B", "B", AS_OF, 0, 0, 0, 5, 1, 0, 6, 10, 0),
    ),
    "fct_sprint": rows(
        "sprint_key project_key start_at committed_points predictability_ratio",
        ("1", "A", "2026-06-01", 10, 0.8),
        ("2", "A", "2026-06-15", 20, 0.5),
        ("3", "A", "2026-06-29", 5, None),
    ),
    "fct_risk": rows(
        "risk_key project_key project_code risk_id observed_on is_open exposure_amount score",
        ("1", "A", "A", "R-1", AS_OF, True, 1000, 12),
        ("2", "B", "B", "R-2", AS_OF, True, 500, 20),
        ("3", "A", "A", "R-3", AS_OF, False, 9999, 25),
    ),
    "fct_risk_daily": rows(
        "project_key date_day open_risks red_risks exposure_amount residual_exposure_amount",
        ("A", DAY_BEFORE, 9, 9, 9000, 9000),
        ("A", AS_OF, 2, 1, 1500, 400),
        ("B", AS_OF, 1, 0, 100, 50),
    ),
    "fct_feedback": rows(
        "feedback_key response_id project_key project_code respondent_group given_on score_5",
        ("1", "1", "A", "A", "client", date(2026, 6, 2), 4),
        ("2", "2", "A", "A", "stakeholder", date(2026, 6, 3), 2),
        ("3", "3", "B", "B", "team", date(2026, 6, 4), 5),
        ("4", "4", "B", "B", "team", date(2026, 6, 5), None),
    ),
    "fct_outcome_evaluation": rows(
        "project_key project_code as_of_date is_current criterion weight score",
        ("A", "A", MONTH_BEFORE, False, "scope", 1, 0),
        ("A", "A", AS_OF, True, "scope", 0.75, 80),
        ("A", "A", AS_OF, True, "cost", 0.25, 100),
        ("B", "B", AS_OF, True, "scope", None, 50),
        ("B", "B", AS_OF, True, "cost", None, None),
    ),
    "fct_milestone": rows(
        "milestone_key milestone_id project_key project_code status slip_working_days "
        "baseline_date",
        ("1", "M-1", "A", "A", "done", 0, date(2026, 4, 1)),
        ("2", "M-2", "A", "A", "done", 5, date(2026, 5, 1)),
        ("3", "M-3", "B", "B", "late", 10, date(2026, 6, 1)),
        ("4", "M-4", "B", "B", "on_track", -1, date(2026, 7, 1)),
    ),
}
