"""Three projects in numbers small enough to add up by hand. C is measured by nobody."""

from datetime import date
from typing import Any

AS_OF, MONTH_BEFORE, DAY_BEFORE = date(2026, 6, 30), date(2026, 5, 31), date(2026, 6, 29)

Row = dict[str, Any]


def rows(names: str, *values: tuple[Any, ...]) -> list[Row]:
    """Return one row for each of `values`, whose columns are `names` in their order."""
    return [dict(zip(names.split(), each, strict=True)) for each in values]


NONE = "UNALLOCATED"
TRIALS_OF_A = (date(2026, 8, 20), date(2026, 9, 1), date(2026, 9, 20))
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
    "dim_objective": rows("objective_key objective_id objective_name", ("o1", "O1", "Grow")),
    "fct_strategic_alignment": rows(
        "strategic_alignment_key objective_key objective_id fiscal_period period_start_date "
        "is_unaligned budget_amount spend_amount rated_budget_amount health_weighted_ratio",
        ("1", "o1", "O1", "2026-05", date(2026, 5, 1), False, 100, 40, 100, 0.5),
        ("2", "o1", "O1", "2026-06", date(2026, 6, 1), False, 60, 10, 40, 1),
        ("3", None, "UNALIGNED", "2026-06", date(2026, 6, 1), True, 40, 30, None, None),
    ),
    "fct_gate_review": rows(
        "gate_review_key project_key gate planned_date status days_late is_passed_incomplete",
        ("1", "A", "G1", date(2026, 3, 1), "held", 4, True),
        ("2", "A", "G2", date(2026, 5, 3), "skipped", 58, False),
        ("3", "B", "G1", date(2026, 6, 20), "overdue", 10, False),
        ("4", "B", "G2", date(2026, 7, 30), "planned", -30, False),
        ("5", "A", "G3", date(2026, 6, 1), "held", -2, False),
    ),
    "fct_process_change": rows(
        "process_change_key change_id effective_date is_judged_in_full change_ratio",
        ("1", "C-1", date(2026, 2, 1), True, 0.5),
        ("2", "C-2", date(2026, 3, 1), True, -0.1),
        ("3", "C-3", date(2026, 6, 1), False, 9),
    ),
    "fct_dependency": rows(
        "dependency_key predecessor_project_key successor_project_code required_date is_done "
        "is_breached slack_working_days",
        ("1", "A", "B", date(2026, 7, 1), False, True, -3),
        ("2", "A", "B", date(2026, 5, 1), True, True, -5),
        ("3", "B", "A", date(2026, 7, 1), False, False, 7),
        ("4", "B", "C", None, False, False, None),
    ),
    "fct_schedule_forecast": rows(
        "project_key project_code as_of_date trials p50_finish_date p80_finish_date "
        "p95_finish_date baseline_finish_date p80_days_late",
        *(
            (code, code, day, 500, *finishes, due, late)
            for code, day, finishes, due, late in (
                ("A", MONTH_BEFORE, [date(2027, 1, 1)] * 3, date(2026, 8, 22), 132),
                ("A", AS_OF, TRIALS_OF_A, date(2026, 8, 22), 10),
                ("B", AS_OF, [date(2026, 8, 1)] * 3, date(2026, 8, 5), -4),
                # At its pace C likely ends in more than five years.
                ("C", AS_OF, (date(2030, 1, 1), None, None), date(2026, 8, 5), None),
            )
        ),
        # What is unallocated was promised to nobody.
        (NONE, NONE, AS_OF, None, None, None, None, None, None),
    ),
    "fct_resource_conflict": rows(
        "person_key person_id week_start_date over_allocated_hours",
        ("p1", "p1", date(2026, 6, 1), 10),
        ("p1", "p1", date(2026, 6, 8), 5),
        ("p2", "p2", date(2026, 6, 1), 2),
    ),
    "fct_training": rows(
        "training_key person_key planned_date status days_overdue",
        ("1", "p1", date(2026, 5, 1), "done", None),
        ("2", "p1", date(2026, 6, 20), "overdue", 10),
        ("3", "p2", date(2026, 6, 10), "overdue", 20),
        ("4", "p2", date(2026, 7, 10), "planned", None),
    ),
    "fct_early_warning": rows(
        "early_warning_key project_key indicator as_of_date is_breached is_new severity",
        ("1", "A", "scope_creeps", MONTH_BEFORE, True, True, "high"),
        ("2", "A", "scope_creeps", AS_OF, True, False, "high"),
        ("3", "A", "team_mood_drops", AS_OF, True, True, "medium"),
        ("4", "B", "work_piles_up", AS_OF, False, False, "none"),
    ),
    "fct_improvement_action": rows(
        "action_id project_key due_on status effect_before effect_after",
        ("1", "A", date(2026, 3, 1), "done", 3, 4),
        ("2", "A", date(2026, 6, 1), "overdue", None, None),
        ("3", "B", date(2026, 7, 1), "open", None, None),
        ("4", "B", date(2026, 3, 1), "done", 2, None),
    ),
    "fct_lesson": rows(
        "lesson_id project_key recorded_on",
        ("1", "A", date(2026, 5, 1)),
        ("2", "B", date(2026, 6, 1)),
    ),
    "fct_process_flow": rows(
        "process_flow_key project_key as_of_date status status_category is_waiting returns "
        "issues_now working_hours",
        ("1", "A", AS_OF, "To Do", "new", True, 0, 5, 100),
        ("2", "A", AS_OF, "Doing", "indeterminate", False, 2, 3, 30),
        ("3", "A", AS_OF, "Review", "indeterminate", True, 1, 1, 10),
        ("4", "B", AS_OF, "Doing", "indeterminate", False, 0, 1, 40),
    ),
    "fct_skill_coverage": rows(
        "skill_coverage_key project_key as_of_date skill required_people covered_people "
        "missing_people people_in_training",
        ("1", "A", AS_OF, "SQL", 3, 1, 2, 1),
        # More than enough of one skill make up for none of another.
        ("2", "A", AS_OF, "Welding", 1, 4, 0, 0),
        ("3", "B", AS_OF, "SQL", 2, 2, 0, 2),
        ("4", "C", AS_OF, "SQL", 5, None, None, None),
    ),
    "fct_issue_status_interval": rows(
        "issue_id interval_number project_key status left_at hours working_hours",
        ("1", 1, "A", "Review", "2026-06-03", 10, 4),
        ("1", 2, "A", "Doing", "2026-06-04", 20, 8),
        ("1", 3, "A", "Done", None, 999, 999),
    ),
}
