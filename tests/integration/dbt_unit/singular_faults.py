"""Of each test in `dbt_project/tests`: rows of which it must tell, and rows of which it must not.

Today is 30 June 2026, the base currency is the euro.
"""

from datetime import date
from typing import Any

from tests.integration.dbt_unit.shells import Case, Put

MAY, JUNE, TODAY = date(2026, 5, 31), date(2026, 6, 10), date(2026, 6, 30)
BEGUN = "2026-06-30 14:00:00"
Rows = tuple[Put, ...]


def rows(*given: tuple[str, dict[str, Any]]) -> Rows:
    """Return a row for each (table, values)."""
    return tuple(Put(table, values) for table, values in given)


def ties(sound: Rows, **faults: Rows) -> list[Case]:
    """Return the cases of a tie that `sound` rows keep and each of `faults` breaks."""
    broken = [Case(what.replace("_", " "), given) for what, given in faults.items()]
    return [Case("sound", sound, is_fault=False), *broken]


def without(given: Rows, table: str) -> Rows:
    """Return the rows of all other tables."""
    return tuple(put for put in given if put.table != table)


def changed(given: Rows, table: str, **values: Any) -> Rows:
    """Return the rows, those of `table` with other values."""
    return tuple(
        Put(put.table, {**put.values, **values}) if put.table == table else put for put in given
    )


PROJECT = ("stg_registers__projects", {"project_code": "P"})
POSTING = {"project_code": "P", "currency": "EUR", "amount": 10, "posting_date": JUNE}
COST = rows(
    PROJECT,
    ("stg_finance__actuals", POSTING),
    ("fct_cost", {**POSTING, "source_project_code": "P", "cost_type": "actual"}),
)
ORDER = {"project_code": "P", "currency": "EUR", "amount": 10, "open_amount": 4}
ORDERED = rows(
    PROJECT,
    ("stg_finance__commitments", {**ORDER, "order_date": JUNE}),
    ("fct_cost", {**ORDER, "source_project_code": "P", "cost_type": "commitment"}),
)
BUDGET = {"project_code": "P", "currency": "EUR", "amount": 10, "version_date": JUNE}
BUDGET |= {"budget_version": "approved", "fiscal_period": "2026-06"}
BUDGETED = rows(
    PROJECT,
    ("stg_finance__budgets", BUDGET),
    ("fct_budget", {**BUDGET, "source_project_code": "P"}),
)
DOLLARS = {"currency": "USD", "amount": 10, "base_amount": 8, "posting_date": JUNE}
CONVERTED = rows(
    (
        "stg_finance__fx_rates",
        {"from_currency": "USD", "to_currency": "EUR", "rate_date": MAY, "rate": 0.8},
    ),
    ("fct_cost", {**DOLLARS, "cost_id": "1", "open_amount": 5, "base_open_amount": 4}),
    (
        "fct_budget",
        {"currency": "USD", "amount": 10, "base_amount": 8, "version_date": JUNE},
    ),
)
WORKLOG = {"author_id": "a", "work_date": JUNE, "seconds": 3600}
ENTRY = {"entry_id": "t", "person_id": "a", "work_date": JUNE, "hours": 1, "approval": "counts"}
HOURS = rows(
    ("stg_jira__worklogs", WORKLOG),
    (
        "fct_timesheet",
        {"source": "jira", "source_person_id": "a", "work_date": JUNE, "hours": 1},
    ),
)
ENTERED = rows(
    ("stg_timesheets__entries", ENTRY),
    (
        "fct_timesheet",
        {"source": "timesheets", "source_person_id": "a", "work_date": JUNE, "hours": 1},
    ),
)
TEMPO = rows(
    ("stg_timesheets__tempo_worklogs", WORKLOG),
    (
        "fct_timesheet",
        {"source": "tempo", "source_person_id": "a", "work_date": JUNE, "hours": 1},
    ),
)
WEEK = {"date_day": JUNE, "week_start_date": date(2026, 6, 8)}
MINE = {"person_id": "E", "project_code": "P", "week_start_date": date(2026, 6, 8)}
WEEKS = rows(
    PROJECT,
    ("dim_date", WEEK),
    ("stg_registers__people", {"person_id": "E"}),
    (
        "stg_registers__allocations",
        {"person_id": "E", "project_code": "P", "week_start": JUNE, "planned_hours": 8},
    ),
    ("fct_timesheet", {"person_id": "E", "project_code": "P", "work_date": JUNE, "hours": 3}),
    ("fct_resource_week", {**MINE, "planned_hours": 8, "actual_hours": 3}),
)
ROLES = rows(
    ("stg_registers__people", {"person_id": "E", "role": "dev"}),
    ("stg_registers__demand", {"role": "dev", "hours": 30}),
    ("int_person_weeks", {"role": "dev", "capacity_hours": 40}),
    ("fct_resource_week", {"person_id": "E", "planned_hours": 20}),
    (
        "fct_demand_capacity",
        {"role": "dev", "demand_hours": 30, "capacity_hours": 40, "planned_hours": 20},
    ),
)
PERIOD = {"fiscal_period": "2026-06"}
OBJECTIVES = rows(
    ("dim_date", {"date_day": JUNE, **PERIOD}),
    (
        "fct_cost",
        {"posting_date": JUNE, "cost_type": "actual", "base_amount": 7, "is_labour": False},
    ),
    ("fct_timesheet", {"work_date": JUNE, "base_cost_amount": 4}),
    (
        "fct_budget",
        {**PERIOD, "project_code": "P", "budget_version": "approved", "base_amount": 9}
        | {"is_current_version": True},
    ),
    ("fct_strategic_alignment", {**PERIOD, "spend_amount": 11, "budget_amount": 9}),
)
ISSUE = {"issue_id": "1", "created_at": BEGUN}
STAYS = rows(
    ("stg_jira__issues", ISSUE),
    ("int_project_jira_keys", {"jira_project_key": "AB", "project_code": "P"}),
    ("fct_issue", {"issue_id": "1", "jira_project_key": "AB", "project_code": "P"}),
    ("int_issue_field_intervals", {"issue_id": "1", "field": "status", "valid_from": BEGUN}),
    (
        "fct_issue_status_interval",
        {"issue_id": "1", "is_current": True, "entered_at": BEGUN, "hours": 10},
    ),
)
FLOW = rows(
    (
        "fct_project_flow_daily",
        {"project_code": "P", "date_day": TODAY, "created_issues": 1}
        | {"cumulative_created_issues": 1},
    ),
    ("fct_issue", {"issue_id": "1"}),
)
STAY = {"project_code": "P", "status_id": "3", "working_hours": 5}
STATUSES = rows(
    (
        "fct_issue_status_interval",
        {**STAY, "status_category": "indeterminate", "left_at": BEGUN},
    ),
    ("fct_process_flow", {**STAY, "visits": 1}),
)
SPRINT_DAYS = {"sprint_id": "7", "start_at": "2026-06-01"}
SPRINT = rows(
    ("stg_jira__sprints", {**SPRINT_DAYS, "completed_at": BEGUN}),
    ("fct_issue", {"issue_id": "1"}),
    (
        "int_issue_field_intervals",
        {"issue_id": "1", "field": "sprint", "value": "6, 7", "valid_from": "2026-05-01"},
    ),
    (
        "int_sprint_issues",
        {"sprint_id": "7", "is_in_at_end": True, "is_completed": False, "points_after": 5},
    ),
    (
        "fct_sprint",
        {"sprint_id": "7", "committed_issues": 1, "added_issues": 0, "removed_issues": 0}
        | {"completed_issues": 0, "committed_points": 5},
    ),
)
PLACE = {"_batch_id": "b", "_row_number": 1}
JIRA = rows(
    ("landed_jira_issues", {"issue_id": "1", **PLACE}),
    ("landed_jira_worklogs", {"worklog_id": "9", "issue_id": "1", "seconds": 60, **PLACE}),
    ("stg_jira__issues", {"issue_id": "1", **PLACE}),
    ("stg_jira__worklogs", {"worklog_id": "9", "seconds": 60, **PLACE}),
)
GONE = {"entity": "worklog", "entity_id": "9", "classification": "deleted", "_batch_id": "b"}
KEPT_OUT = {"source": "jira", "table_name": "worklogs", "disposition": "quarantined"}
KEPT_OUT |= {"batch_id": "b", "landed_row_number": 1}
PERIOD_ENDED = {"as_of_date": date(2026, 6, 28), "is_current": False, "is_period_end": True}
EARNED = rows(
    ("dim_date", {"date_day": JUNE, "fiscal_period_end_date": PERIOD_ENDED["as_of_date"]}),
    (
        "fct_cost",
        {"project_code": "P", "posting_date": JUNE, "cost_type": "actual", "base_amount": 7}
        | {"is_labour": False},
    ),
    ("fct_timesheet", {"project_code": "P", "work_date": JUNE, "base_cost_amount": 5}),
    (
        "fct_earned_value",
        {"project_code": "P", "as_of_date": TODAY, "is_current": True, "ac": 12},
    ),
)
BASELINE = {"project_code": "P", "effective_from": MAY}
MEASURED = rows(
    ("stg_registers__baselines", BASELINE),
    ("dim_project", {"project_code": "P"}),
    ("fct_earned_value", {"project_code": "P", "is_current": True}),
)
LOAD = {"person_id": "E", "week_start_date": JUNE, "planned_hours": 50}
OVERLOAD = rows(
    ("fct_resource_week", {**LOAD, "planned_hours": 30, "project_code": "P"}),
    ("fct_resource_week", {**LOAD, "planned_hours": 20, "project_code": "Q"}),
    ("int_person_weeks", {"person_id": "E", "week_start_date": JUNE, "capacity_hours": 40}),
    ("fct_resource_conflict", {**LOAD, "capacity_hours": 40, "over_allocated_hours": 10}),
)
RISK = {"risk_id": "R", "project_code": "P", "is_open": True, "score": 6}
EXPOSED = rows(
    ("stg_registers__risks", {"risk_id": "R", "observed_on": MAY, "cost_impact": 90}),
    ("stg_registers__risks", {"risk_id": "R", "observed_on": JUNE, "cost_impact": 100}),
    ("stg_registers__risks", {"risk_id": "R", "observed_on": date(2026, 7, 1), "cost_impact": 1}),
    ("stg_registers__risks", {"risk_id": "S", "observed_on": MAY}),
    ("fct_risk", {**RISK, "cost_impact_amount": 100, "exposure_amount": 50}),
    ("fct_risk", {"risk_id": "S", "project_code": "Q", "is_open": False, "exposure_amount": 7}),
    (
        "fct_risk_daily",
        {"project_code": "P", "date_day": TODAY, "open_risks": 1, "total_score": 6}
        | {"exposure_amount": 50},
    ),
    ("fct_risk_daily", {"project_code": "Q", "date_day": TODAY, "open_risks": 0}),
)
CLOSED = tuple(put for put in EXPOSED if put.values.get("risk_id") != "R")
SEEN = {"milestone_id": "M", "observed_on": MAY}
MILESTONES = rows(
    ("stg_registers__milestones", SEEN), ("fct_milestone_trend", SEEN), ("fct_milestone", SEEN)
)
ABSENT = {"subject": "cost", "project_code": "P"}
CURRENT = {"source_project_code": "P", "budget_version": "approved", "is_current_version": True}

# Of each register that is published row by row: the mart, its key there, the register, its key.
REGISTERS: dict[str, tuple[dict[str, Any], str, dict[str, Any]]] = {
    "fct_risk": ({"risk_id": "R"}, "risks", {"risk_id": "R", "observed_on": JUNE}),
    "fct_feedback": (
        {"response_id": "F"},
        "feedback",
        {"response_id": "F", "given_on": JUNE},
    ),
    "fct_improvement_action": ({"action_id": "A"}, "improvement_actions", {"action_id": "A"}),
    "fct_lesson": ({"lesson_id": "L"}, "lessons", {"lesson_id": "L"}),
    "fct_gate_review": ({"gate": "G1"}, "gates", {"project_code": "P", "gate": "G1"}),
    "fct_training": (
        {"source_person_id": "E", "course": "C"},
        "training",
        {"person_id": "E", "course": "C"},
    ),
    "fct_skill_coverage": (
        {"skill": "S"},
        "required_skills",
        {"project_code": "P", "skill": "S"},
    ),
    "fct_dependency": (
        {"source": "register", "dependency_id": "D"},
        "dependencies",
        {"dependency_id": "D"},
    ),
    "dim_person": ({"person_id": "E"}, "people", {"person_id": "E"}),
}
PLACED = {"project_code": "P", "source_project_code": "P"}
HAS_NO_PROJECT = ("fct_training", "fct_dependency", "dim_person")
KNOWN = rows(PROJECT, ("dim_project", {"project_code": "P", "is_unallocated": False}))


def registers() -> list[Case]:
    """Return the cases of the tie between registers and marts: each mart lost, twice, elsewhere."""
    cases = [
        Case("projects", KNOWN, is_fault=False),
        Case("a project is lost", KNOWN[:1]),
        Case("a project from nowhere", KNOWN[1:]),
    ]
    for mart, (key, register, given) in REGISTERS.items():
        has_project = mart not in HAS_NO_PROJECT
        published = Put(mart, {**key, **(PLACED if has_project else {})})
        sound = (*KNOWN, Put(f"stg_registers__{register}", given), published)
        cases += [
            Case(f"{mart} as delivered", sound, is_fault=False),
            Case(f"{mart} is lost", sound[:-1]),
            Case(f"{mart} counts twice", (*sound, published)),
            Case(f"{mart} from nowhere", (*KNOWN, published)),
        ]
        if has_project:
            cases.append(Case(f"{mart} elsewhere", changed(sound, mart, project_code="Q")))
    return cases


SINGULAR: dict[str, list[Case]] = {
    "base_amounts_ties_out": ties(
        CONVERTED,
        another_rate=changed(CONVERTED, "fct_cost", base_amount=8.01),
        another_rate_of_what_is_open=changed(CONVERTED, "fct_cost", base_open_amount=5),
        another_rate_of_a_budget=changed(CONVERTED, "fct_budget", base_amount=10),
        a_rate_that_came_later=changed(CONVERTED, "stg_finance__fx_rates", rate_date=TODAY),
        no_amount_for_a_rate=changed(CONVERTED, "fct_cost", base_amount=None),
        euros_changed=rows(("fct_cost", {**DOLLARS, "currency": "EUR"})),
    ),
    "coverage_names_what_is_missing": ties(
        rows(("coverage", {"state": "complete"})),
        complete_without_an_input=rows(
            ("coverage", {"state": "complete", "missing_input": "actuals"})
        ),
        nothing_named=rows(("coverage", {"state": "missing"})),
    ),
    "coverage_no_figure_without_its_input": ties(
        rows(
            ("int_coverage_states", {**ABSENT, "is_available": False}),
            ("int_coverage_gaps", {**ABSENT, "is_absent": True}),
        ),
        a_figure_of_nothing=rows(
            ("int_coverage_states", {**ABSENT, "is_available": True}),
            ("int_coverage_gaps", {**ABSENT, "is_absent": True}),
        ),
    ),
    "demand_and_capacity_ties_out": ties(
        ROLES,
        more_demand=changed(ROLES, "fct_demand_capacity", demand_hours=31),
        less_capacity=changed(ROLES, "fct_demand_capacity", capacity_hours=39),
        no_plans=changed(ROLES, "fct_demand_capacity", planned_hours=None),
        another_role=changed(ROLES, "fct_demand_capacity", role="qa"),
        a_role_is_lost=without(ROLES, "fct_demand_capacity"),
    ),
    "ev_actual_cost_ties_out": [
        Case(
            "a fiscal period that ends within the month",
            changed(EARNED, "fct_earned_value", **PERIOD_ENDED),
            is_fault=False,
        ),
        *ties(
            EARNED,
            a_cent_more=changed(EARNED, "fct_earned_value", ac=12.01),
            no_labour=changed(EARNED, "fct_earned_value", ac=7),
            labour_twice=changed(EARNED, "fct_cost", is_labour=True),
            of_nothing=EARNED[3:],
            a_period_end_that_knows_later_cost=changed(
                EARNED, "fct_earned_value", **{**PERIOD_ENDED, "as_of_date": MAY}
            ),
        ),
    ],
    "ev_every_baseline_is_measured": [
        *ties(
            MEASURED,
            not_measured=without(MEASURED, "fct_earned_value"),
            measured_in_the_past_only=changed(MEASURED, "fct_earned_value", is_current=False),
        ),
        Case(
            "of a project that has left",
            changed(without(MEASURED, "fct_earned_value"), "dim_project", left_register_date=JUNE),
            is_fault=False,
        ),
    ],
    "ev_no_milestone_is_lost": ties(
        MILESTONES,
        lost=without(MILESTONES, "fct_milestone"),
        an_observation_is_lost=without(MILESTONES, "fct_milestone_trend"),
        from_nowhere=without(MILESTONES, "stg_registers__milestones"),
        an_observation_from_nowhere=MILESTONES[1:2],
        seen_twice=(*MILESTONES, MILESTONES[1]),
    ),
    "finance_budget_has_one_current_version": ties(
        rows(("fct_budget", CURRENT | {"version_date": MAY})),
        two_versions=rows(
            ("fct_budget", CURRENT | {"version_date": MAY}),
            ("fct_budget", CURRENT | {"version_date": JUNE}),
        ),
    ),
    "finance_cost_ties_out": ties(
        (*COST, *ORDERED),
        a_cent_more=changed(COST, "fct_cost", amount=10.01),
        a_line_is_two=(
            *changed(COST, "fct_cost", amount=5),
            *changed(COST[-1:], "fct_cost", amount=5),
        ),
        a_posting_is_lost=without(COST, "fct_cost"),
        a_posting_from_nowhere=without(COST, "stg_finance__actuals"),
        an_order_is_a_posting=changed(ORDERED, "fct_cost", cost_type="actual"),
        more_is_open=changed(ORDERED, "fct_cost", open_amount=5),
        another_currency=changed(COST, "fct_cost", currency="USD"),
    ),
    "flow_ties_out": ties(
        FLOW,
        an_issue_too_many=changed(FLOW, "fct_project_flow_daily", created_issues=2),
        a_total_too_high=changed(FLOW, "fct_project_flow_daily", cumulative_created_issues=2),
        no_row_for_today=changed(FLOW, "fct_project_flow_daily", date_day=MAY),
        a_day_is_missing=(
            *changed(FLOW[:1], "fct_project_flow_daily", date_day=JUNE, created_issues=0),
            *FLOW,
        ),
        no_flow_of_an_issue=FLOW[1:],
    ),
    "hours_booked_ties_out": ties(
        (*HOURS, *ENTERED, *TEMPO),
        a_booking_is_lost=without(HOURS, "fct_timesheet"),
        an_entry_is_lost=without(ENTERED, "fct_timesheet"),
        tempo_is_lost=without(TEMPO, "fct_timesheet"),
        hours_from_nowhere=HOURS[1:],
        more_hours=changed(HOURS, "fct_timesheet", hours=1.0001),
        another_day=changed(HOURS, "fct_timesheet", work_date=MAY),
        another_person=changed(HOURS, "fct_timesheet", source_person_id="b"),
        a_booking_is_two=(*changed(HOURS, "fct_timesheet", hours=0), HOURS[1]),
        taken_back=(
            *ENTERED,
            Put("int_timesheet_corrections", {"replaced_id": "t", "is_in_force": True}),
        ),
        refused=changed(ENTERED, "stg_timesheets__entries", approval="rejected"),
    ),
    "issues_and_stays_ties_out": ties(
        STAYS,
        an_issue_is_lost=without(STAYS, "fct_issue"),
        an_issue_from_nowhere=without(STAYS, "stg_jira__issues"),
        another_project=changed(STAYS, "fct_issue", project_code="Q"),
        no_stay=without(STAYS, "fct_issue_status_interval"),
        a_stay_without_a_status=without(STAYS, "int_issue_field_intervals"),
        an_hour_too_long=changed(STAYS, "fct_issue_status_interval", hours=11),
        no_current_stay=changed(STAYS, "fct_issue_status_interval", is_current=False),
        begun_after_it_was_created=changed(
            STAYS, "fct_issue_status_interval", entered_at="2026-06-30 15:00:00", hours=9
        ),
    ),
    "jira_landing_ties_out": ties(
        JIRA,
        an_issue_is_lost=without(JIRA, "stg_jira__issues"),
        a_worklog_is_lost=without(JIRA, "stg_jira__worklogs"),
        an_issue_from_nowhere=without(JIRA, "landed_jira_issues"),
        a_worklog_from_nowhere=without(JIRA, "landed_jira_worklogs"),
        other_seconds=changed(JIRA, "stg_jira__worklogs", seconds=61),
        of_an_older_batch=(
            *JIRA,
            Put("landed_jira_issues", {"issue_id": "1", "_batch_id": "c", "_row_number": 1}),
        ),
        deleted_and_there=(*JIRA, Put("stg_jira__deletions", GONE)),
        kept_out_and_there=(*JIRA, Put("stg_quality__quarantined_rows", KEPT_OUT)),
    ),
    "money_is_placed_ties_out": ties(
        (*COST, *ORDERED[1:], *BUDGETED[1:]),
        another_project=changed(COST, "fct_cost", project_code="UNALLOCATED"),
        another_code_as_booked=changed(COST, "fct_cost", source_project_code="Q"),
        a_known_code_that_is_not=without(COST, "stg_registers__projects"),
        a_cent_more=changed(COST, "fct_cost", amount=10.01),
        a_posting_is_lost=without(COST, "fct_cost"),
        an_order_is_lost=without(ORDERED, "fct_cost"),
        a_budget_is_lost=without(BUDGETED, "fct_budget"),
        a_budget_of_another_day=changed(BUDGETED, "fct_budget", version_date=TODAY),
        a_budget_of_another_period=changed(BUDGETED, "fct_budget", fiscal_period="2026-07"),
        a_budget_from_nowhere=without(BUDGETED, "stg_finance__budgets"),
    ),
    "objectives_money_ties_out": ties(
        OBJECTIVES,
        more_spent=changed(OBJECTIVES, "fct_strategic_alignment", spend_amount=11.01),
        no_labour=changed(OBJECTIVES, "fct_strategic_alignment", spend_amount=7),
        labour_twice=changed(OBJECTIVES, "fct_cost", is_labour=True),
        hours_that_nobody_priced=changed(OBJECTIVES, "fct_timesheet", base_cost_amount=None),
        more_allowed=changed(OBJECTIVES, "fct_strategic_alignment", budget_amount=9.01),
        another_period=changed(OBJECTIVES, "fct_strategic_alignment", fiscal_period="2026-07"),
        lost=without(OBJECTIVES, "fct_strategic_alignment"),
        orders_are_spent=changed(OBJECTIVES, "fct_cost", cost_type="commitment"),
    ),
    "registers_ties_out": registers(),
    "resource_conflicts_ties_out": ties(
        OVERLOAD,
        lost=without(OVERLOAD, "fct_resource_conflict"),
        nobody_was_planned=OVERLOAD[-1:],
        there_were_hours_enough=changed(OVERLOAD, "int_person_weeks", capacity_hours=50),
        more_planned=changed(OVERLOAD, "fct_resource_conflict", planned_hours=51),
        other_capacity=changed(OVERLOAD, "fct_resource_conflict", capacity_hours=39),
        more_hours_too_many=changed(OVERLOAD, "fct_resource_conflict", over_allocated_hours=11),
        another_week=changed(OVERLOAD, "fct_resource_conflict", week_start_date=TODAY),
    ),
    "resource_weeks_ties_out": ties(
        WEEKS,
        more_planned=changed(WEEKS, "fct_resource_week", planned_hours=9),
        more_worked=changed(WEEKS, "fct_resource_week", actual_hours=4),
        another_week=changed(WEEKS, "fct_resource_week", week_start_date=JUNE),
        another_person=changed(WEEKS, "fct_resource_week", person_id="F"),
        lost=without(WEEKS, "fct_resource_week"),
        a_week_is_two=(
            *WEEKS,
            Put("fct_resource_week", {**MINE, "planned_hours": 0, "actual_hours": 0}),
        ),
        a_person_nobody_knows=without(WEEKS, "stg_registers__people"),
        a_project_nobody_knows=without(WEEKS, "stg_registers__projects"),
    ),
    "risk_exposure_ties_out": ties(
        EXPOSED,
        nothing_is_open_today=without(EXPOSED, "fct_risk_daily"),
        a_closed_risk_is_open=changed(EXPOSED, "fct_risk", is_open=True),
        no_risk_of_a_day=(*CLOSED, EXPOSED[-2]),
        more_is_exposed=changed(EXPOSED, "fct_risk_daily", exposure_amount=50.02),
        nothing_known_of_what_is_exposed=changed(EXPOSED, "fct_risk_daily", exposure_amount=None),
        a_higher_score=changed(EXPOSED, "fct_risk_daily", total_score=7),
        as_of_yesterday=changed(EXPOSED, "fct_risk_daily", date_day=date(2026, 6, 29)),
        what_was_said_before=changed(EXPOSED, "fct_risk", cost_impact_amount=90),
        said_by_nobody=without(EXPOSED, "stg_registers__risks"),
    ),
    "sprints_ties_out": ties(
        SPRINT,
        lost=without(SPRINT, "fct_sprint"),
        from_nowhere=without(SPRINT, "stg_jira__sprints"),
        an_issue_of_it_is_lost=without(SPRINT, "int_sprint_issues"),
        an_issue_that_was_never_in_it=without(SPRINT, "int_issue_field_intervals"),
        more_committed=changed(SPRINT, "fct_sprint", committed_issues=2),
        more_removed=changed(SPRINT, "fct_sprint", removed_issues=1),
        more_completed=changed(SPRINT, "fct_sprint", completed_issues=1),
        more_points_committed=changed(SPRINT, "fct_sprint", committed_points=6),
        points_removed=changed(SPRINT, "fct_sprint", removed_points=1),
        points_reestimated=changed(SPRINT, "fct_sprint", reestimated_points=1),
        points_completed=changed(SPRINT, "fct_sprint", completed_points=1),
    ),
    "time_in_statuses_ties_out": ties(
        STATUSES,
        more_hours=changed(STATUSES, "fct_process_flow", working_hours=6),
        more_visits=changed(STATUSES, "fct_process_flow", visits=2),
        lost=without(STATUSES, "fct_process_flow"),
        from_nowhere=without(STATUSES, "fct_issue_status_interval"),
        time_after_it_was_done=changed(
            STATUSES, "fct_issue_status_interval", status_category="done"
        ),
        of_long_ago=changed(STATUSES, "fct_issue_status_interval", left_at="2026-01-01"),
    ),
}
