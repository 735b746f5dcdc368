"""For every promise about rows a delivery that breaks it, and only it."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import good_landing
from good_landing import GOOD, MARCH, TODAY, Row, at, extra

KEPT_OUT, STAYS = "quarantined", "flagged"
TOMORROW, ANCIENT = TODAY + timedelta(days=1), date(1899, 12, 31)
NEXT_WEEK = TODAY + timedelta(days=7)
# The column that tells a case's rows from everybody else's, where its value does not matter.
IDENTITY = {
    "budgets": "cost_category",
    "actuals": "document_id",
    "commitments": "order_id",
    "rates": "role",
    "fx_rates": "date",
    "benefits": "benefit",
    "entries": "entry_id",
    "tempo_worklogs": "tempo_worklog_id",
    "projects": "project_code",
    "people": "person_id",
    "baselines": "baseline_version",
    "milestones": "milestone_id",
    "progress": "as_of",
    "dependencies": "dependency_id",
    "objectives": "objective_id",
    "project_objectives": "objective_id",
    "leave": "leave_id",
    "capacity": "week_start",
    "allocations": "week_start",
    "demand": "role",
    "risks": "risk_id",
    "skills": "skill",
    "required_skills": "skill",
    "training": "course",
    "criteria": "criterion",
    "feedback": "response_id",
    "improvement_actions": "action_id",
    "lessons": "lesson_id",
    "gates": "gate",
    "status_reports": "reported_on",
    "decisions": "decision_id",
    "holidays": "country",
    "calendars": "calendar",
    "issues": "issue_id",
    "worklogs": "worklog_id",
    "issue_changes": "history_id",
}
DATES = {"date", "as_of", "reported_on"}


@dataclass(frozen=True)
class Case:
    """Rows of one table (changes of the good row) that break one promise."""

    id: str
    source: str
    table: str
    promise: str
    column: str
    disposition: str
    rows: tuple[Row, ...]
    broken: int  # how many of them

    @property
    def file(self) -> str:
        return f"{self.id}.csv"

    def delivered(self, number: int) -> list[Row]:
        """Return the rows as delivered, with keys of their own."""
        name = IDENTITY[self.table]
        day = date(2025, 6, 2) + timedelta(days=number)
        own = {name: day if name in DATES else f"{self.id}"}
        if name == "week_start":
            own = {name: date(2021, 6, 7) + timedelta(weeks=number)}
        good = {**GOOD[self.source][self.table], **own}
        if self.table == "issues":
            good |= {"issue_key": self.id, "time_spent_seconds": 0}
        if self.table == "entries":
            good |= {"work_date": day}
        if self.table == "project_objectives":
            good |= {"project_code": f"S{number}", "objective_id": "O1"}
        if self.table == "projects":
            good |= {"jira_project_keys": f"K{number}"}
        if self.table == "people":
            good |= {"jira_account_id": f"account-{number}"}
        if self.table == "tempo_worklogs":
            good |= {"work_date": day}
        if self.table == "worklogs":
            good |= {"author_id": "acc-1", "work_date": day, "issue_id": "1002"}
        return [{**good, **row} for row in self.rows]


def one(
    table: str,
    promise: str,
    column: str,
    disposition: str,
    *rows: Row,
    broken: int = 1,
    name: str = "",
) -> Case:
    source = next(source for source, tables in GOOD.items() if table in tables)
    identity = f"{table}-{column or 'row'}-{promise}{name}".replace("_", "-")
    return Case(identity, source, table, promise, column, disposition, rows, broken)


def unknown(table: str, column: str, promise: str, disposition: str = KEPT_OUT) -> Case:
    return one(table, promise, column, disposition, {column: "0999"})


def number(
    table: str, column: str, value: Any, promise: str = "between", disposition: str = KEPT_OUT
) -> Case:
    return one(table, promise, column, disposition, {column: Decimal(value)}, name=f"-{value}")


def word(table: str, column: str, value: str = "whatever") -> Case:
    return one(table, "one_of", column, STAYS, {column: value})


def future(table: str, column: str, value: Any = TOMORROW) -> Case:
    return one(table, "in_the_future", column, KEPT_OUT, {column: value})


JIRA = (
    *(
        one("issues", "filled", column, KEPT_OUT, {column: None})
        for column in ("issue_key", "status", "created_at")
    ),
    one("issues", "filled", "project_key", KEPT_OUT, {"project_key": None}),
    one(
        "issues",
        "in_the_future",
        "created_at",
        KEPT_OUT,
        {"created_at": at(NEXT_WEEK), "resolved_at": None},
    ),
    one("issues", "resolved_before_created", "resolved_at", KEPT_OUT, {"resolved_at": at(ANCIENT)}),
    number("issues", "story_points", "999"),
    number("issues", "story_points", "-1"),
    word("issues", "status_category", "undefined"),
    one("issues", "unclaimed_jira_project", "project_key", STAYS, {"project_key": "SEA"}),
    one("issues", "status_differs_from_history", "status", STAYS, {"issue_id": "1003"}),
    one("issues", "time_spent_differs", "time_spent_seconds", STAYS, {"time_spent_seconds": 3600}),
    # Nothing was logged on it and nothing is spent, yet the changelog counts an hour.
    one(
        "issues",
        "time_spent_differs_from_history",
        "time_spent_seconds",
        STAYS,
        {"issue_id": "1004"},
    ),
    one("worklogs", "filled", "work_date", KEPT_OUT, {"work_date": None}),
    one("worklogs", "between", "seconds", KEPT_OUT, {"seconds": -3600}),
    one("worklogs", "between", "seconds", KEPT_OUT, {"seconds": 86_401}, name="-long"),
    one(
        "worklogs",
        "overfull_day",
        "seconds",
        KEPT_OUT,
        {"seconds": 50_000},
        {"seconds": 50_000, "worklog_id": "worklogs-seconds-overfull-day-2"},
        broken=2,
    ),
    future("worklogs", "work_date", NEXT_WEEK),
    one("worklogs", "before_portfolio", "work_date", KEPT_OUT, {"work_date": ANCIENT}),
    one("worklogs", "unknown_issue", "issue_id", STAYS, {"issue_id": "404"}),
    one("worklogs", "unknown_person", "author_id", STAYS, {"author_id": "ghost"}),
    one("issue_changes", "filled", "changed_at", KEPT_OUT, {"changed_at": None, "field": "labels"}),
    future("issue_changes", "changed_at", at(NEXT_WEEK)),
)
TIMESHEETS = (
    one("entries", "between", "hours", KEPT_OUT, {"hours": Decimal(-4), "billable_hours": None}),
    number("entries", "hours", "27"),
    one(
        "entries",
        "overfull_day",
        "hours",
        KEPT_OUT,
        {"work_date": date(2026, 3, 8), "hours": Decimal(13)},
        {"work_date": date(2026, 3, 8), "hours": Decimal(12), "entry_id": "T-second"},
        broken=2,
    ),
    future("entries", "work_date"),
    one("entries", "before_portfolio", "work_date", KEPT_OUT, {"work_date": date(2016, 3, 2)}),
    unknown("entries", "person_id", "unknown_person", STAYS),
    unknown("entries", "project_code", "unknown_project", STAYS),
    unknown("entries", "issue_key", "unknown_issue", STAYS),
    number("entries", "billable_hours", "9", "billable_over_hours", STAYS),
    one(
        "entries",
        "duplicate",
        "",
        KEPT_OUT,
        {"work_date": date(2026, 3, 9)},
        {"work_date": date(2026, 3, 9)},
    ),
    one(
        "entries",
        "conflicting_duplicate",
        "",
        KEPT_OUT,
        {"work_date": date(2026, 3, 10)},
        {"work_date": date(2026, 3, 10), "hours": Decimal(7)},
        broken=2,
    ),
)
TIMESHEETS += (
    one("entries", "unknown_approval", "approval_status", STAYS, {"approval_status": "Stufe 3"}),
    one(
        "entries",
        "corrected_in_a_circle",
        "replaces_id",
        STAYS,
        {"entry_id": "T-circle-1", "replaces_id": "T-circle-2", "hours": Decimal(7)},
        {"entry_id": "T-circle-2", "replaces_id": "T-circle-1", "hours": Decimal(7)},
        # Hangs on the circle without being part of it.
        {"entry_id": "T-circle-3", "replaces_id": "T-circle-2", "hours": Decimal(7)},
        broken=2,
    ),
    one("entries", "unknown_predecessor", "replaces_id", STAYS, {"replaces_id": "T-404"}),
    one(
        "entries",
        "booked_twice",
        "hours",
        STAYS,
        # As the good worklogs: in Jira by the issue, in Tempo by the project that claims it.
        {"work_date": MARCH, "hours": Decimal(2), "billable_hours": None},
        {
            "work_date": MARCH,
            "hours": Decimal("0.5"),
            "billable_hours": None,
            "issue_key": None,
            "entry_id": "T-twice-by-project",
        },
        # Another project's, and another length.
        {
            "work_date": MARCH,
            "hours": Decimal("0.5"),
            "billable_hours": None,
            "issue_key": None,
            "project_code": None,
            "entry_id": "T-elsewhere",
        },
        {
            "work_date": MARCH,
            "hours": Decimal("0.75"),
            "billable_hours": None,
            "entry_id": "T-longer",
        },
        broken=2,
    ),
    one("tempo_worklogs", "impossible_length", "seconds", KEPT_OUT, {"seconds": 0}),
    one(
        "tempo_worklogs",
        "impossible_length",
        "seconds",
        KEPT_OUT,
        {"seconds": 86_401},
        {"seconds": 86_401, "tempo_worklog_id": "gone-1", "deleted_at": at(TODAY)},
        name="-long",
    ),
    one(
        "tempo_worklogs",
        "overfull_day",
        "seconds",
        KEPT_OUT,
        {"seconds": 50_000},
        {"seconds": 50_000, "tempo_worklog_id": "overfull-2"},
        broken=2,
    ),
    one(
        "tempo_worklogs",
        "far_ahead",
        "work_date",
        KEPT_OUT,
        {"work_date": TODAY + timedelta(days=367)},
        {"work_date": TODAY + timedelta(days=300), "tempo_worklog_id": "ahead-2"},
    ),
    one("tempo_worklogs", "before_portfolio", "work_date", KEPT_OUT, {"work_date": ANCIENT}),
    one("tempo_worklogs", "unknown_issue", "issue_id", STAYS, {"issue_id": "404"}),
    one("tempo_worklogs", "unknown_person", "author_id", STAYS, {"author_id": "ghost"}),
    one(
        "tempo_worklogs",
        "also_in_jira",
        "seconds",
        STAYS,
        {"work_date": MARCH, "seconds": 7200},
        {
            "work_date": MARCH,
            "seconds": 7200,
            "tempo_worklog_id": "gone-2",
            "deleted_at": at(TODAY),
        },
    ),
)
FINANCE = (
    word("budgets", "version"),
    one("budgets", "period_format", "fiscal_period", KEPT_OUT, {"fiscal_period": "2026-13"}),
    unknown("budgets", "project_code", "unknown_project", STAYS),
    one("budgets", "no_exchange_rate", "currency", KEPT_OUT, {"currency": "CHF"}),
    one(
        "actuals",
        "implausible_date",
        "posting_date",
        KEPT_OUT,
        {"posting_date": ANCIENT, "currency": "EUR"},
    ),
    future("actuals", "posting_date"),
    unknown("actuals", "project_code", "unknown_project", STAYS),
    one("actuals", "without_project", "project_code", STAYS, {"project_code": None}),
    one("actuals", "no_exchange_rate", "currency", KEPT_OUT, {"currency": "CHF"}),
    one(
        "actuals",
        "no_exchange_rate",
        "currency",
        KEPT_OUT,
        {"posting_date": date(2024, 12, 31)},
        name="-before-the-first-rate",
    ),
    future("commitments", "order_date"),
    unknown("commitments", "project_code", "unknown_project", STAYS),
    one("commitments", "no_exchange_rate", "currency", KEPT_OUT, {"currency": "CHF"}),
    number("commitments", "open_amount", "901", "open_over_amount", STAYS),
    one(
        "commitments",
        "dates_out_of_order",
        "delivery_date",
        STAYS,
        {"delivery_date": date(2026, 4, 1)},
    ),
    number("rates", "hourly_cost", "0", "not_positive"),
    one("rates", "nobodys_rate", "person_id", KEPT_OUT, {"person_id": None, "role": None}),
    unknown("rates", "person_id", "unknown_person", STAYS),
    one("rates", "no_exchange_rate", "currency", KEPT_OUT, {"currency": "CHF"}),
    number("fx_rates", "rate", "0", "not_positive"),
    one("fx_rates", "currency_code", "from_currency", KEPT_OUT, {"from_currency": "US$"}),
    one("fx_rates", "currency_code", "to_currency", KEPT_OUT, {"to_currency": "Euro"}),
    number("fx_rates", "rate", "92", "rate_jump"),
    one("benefits", "period_format", "fiscal_period", KEPT_OUT, {"fiscal_period": "Q2"}),
    unknown("benefits", "project_code", "unknown_project"),
)
PROJECTS = (
    one("projects", "reserved_code", "project_code", KEPT_OUT, {"project_code": "Unallocated"}),
    word("projects", "method"),
    word("projects", "status"),
    word("projects", "ev_method"),
    one("projects", "implausible_date", "start_baseline", KEPT_OUT, {"start_baseline": ANCIENT}),
    one(
        "projects",
        "implausible_date",
        "finish_baseline",
        KEPT_OUT,
        {"finish_baseline": date(2206, 1, 1)},
    ),
    one(
        "projects",
        "dates_out_of_order",
        "finish_baseline",
        STAYS,
        {"finish_baseline": date(2026, 1, 4)},
    ),
    future("projects", "finish_actual"),
    unknown("projects", "manager_id", "unknown_person", STAYS),
    one(
        "people",
        "account_shared",
        "jira_account_id",
        STAYS,
        {"jira_account_id": "shared"},
        {"jira_account_id": "shared", "person_id": "E-twin"},
        broken=2,
    ),
    one(
        "projects",
        "jira_project_claimed_twice",
        "jira_project_keys",
        STAYS,
        {"jira_project_keys": "TWIN"},
        {"jira_project_keys": "OWN;twin", "project_code": "0998"},
        broken=2,
    ),
    number("people", "employment_fraction", "40"),
    one("people", "filled", "department", STAYS, {"department": None}),
    one(
        "people",
        "dates_out_of_order",
        "active_to",
        STAYS,
        {"active_from": MARCH, "active_to": date(2026, 3, 1)},
    ),
)
PLANS = (
    unknown("baselines", "project_code", "unknown_project"),
    one("baselines", "implausible_date", "period_end", KEPT_OUT, {"period_end": ANCIENT}),
    one("baselines", "no_exchange_rate", "currency", KEPT_OUT, {"currency": "CHF"}),
    number("baselines", "planned_value", "-1"),
    one(
        "baselines",
        "baseline_falls",
        "planned_value",
        STAYS,
        {},
        {"period_end": date(2026, 4, 30), "planned_value": Decimal("499.99")},
    ),
    unknown("milestones", "project_code", "unknown_project"),
    *(
        one("milestones", "implausible_date", column, KEPT_OUT, {column: date(2206, 1, 1)})
        for column in ("baseline_date", "forecast_date")
    ),
    one(
        "milestones",
        "implausible_date",
        "actual_date",
        KEPT_OUT,
        {"actual_date": ANCIENT, "project_code": "0200"},
    ),
    future("milestones", "actual_date"),
    future("milestones", "observed_on"),
    one(
        "milestones",
        "reached_before_start",
        "actual_date",
        STAYS,
        {"actual_date": date(2026, 1, 4)},
    ),
    number("milestones", "weight", "1.7", "outside_scale"),
    unknown("progress", "project_code", "unknown_project"),
    number("progress", "percent_complete", "140"),
    future("progress", "as_of"),
    unknown("dependencies", "from_project", "unknown_project"),
    unknown("dependencies", "to_project", "unknown_project"),
    word("dependencies", "kind"),
    one("dependencies", "depends_on_itself", "to_milestone", STAYS, {"to_milestone": "M1"}),
    number("objectives", "weight", "-0.1", "outside_scale"),
    unknown("project_objectives", "project_code", "unknown_project"),
    unknown("project_objectives", "objective_id", "unknown_objective"),
    number("project_objectives", "share", "1.4"),
    one(
        "project_objectives",
        "shares_over_one",
        "share",
        STAYS,
        {},
        {"objective_id": "O2"},
        broken=2,
    ),
)
PEOPLE_AND_VOICES = (
    number("people", "contract_hours", "169"),
    one("people", "weekdays_unreadable", "working_days", STAYS, {"working_days": "Mon-Wed"}),
    unknown("leave", "person_id", "unknown_person"),
    one("leave", "dates_out_of_order", "ends_on", STAYS, {"ends_on": ANCIENT}),
    number("leave", "day_share", "1.5"),
    number("holidays", "day_share", "1.5"),
    number("calendars", "day_share", "-0.5"),
    unknown("capacity", "person_id", "unknown_person"),
    one("capacity", "not_monday", "week_start", STAYS, {"week_start": date(2026, 3, 8)}),
    number("capacity", "capacity_hours", "169"),
    number("capacity", "absence_hours", "-1"),
    unknown("allocations", "person_id", "unknown_person"),
    one("allocations", "not_monday", "week_start", STAYS, {"week_start": date(2026, 3, 10)}),
    unknown("allocations", "project_code", "unknown_project"),
    number("allocations", "planned_hours", "-8"),
    unknown("demand", "project_code", "unknown_project"),
    one("demand", "period_format", "month", KEPT_OUT, {"month": "July"}),
    number("demand", "hours", "-1"),
    unknown("risks", "project_code", "unknown_project"),
    number("risks", "probability", "7"),
    number("risks", "impact", "0"),
    number("risks", "residual_probability", "6"),
    number("risks", "residual_impact", "6"),
    word("risks", "response"),
    unknown("risks", "owner_id", "unknown_person", STAYS),
    future("risks", "observed_on"),
    future("risks", "identified_on"),
    one("risks", "dates_out_of_order", "closed_on", STAYS, {"closed_on": date(2026, 3, 1)}),
    one("risks", "no_exchange_rate", "currency", KEPT_OUT, {"currency": "CHF"}),
    unknown("skills", "person_id", "unknown_person"),
    number("skills", "level", "6"),
    unknown("required_skills", "project_code", "unknown_project"),
    number("required_skills", "level", "0"),
    number("required_skills", "people", "-1"),
    unknown("training", "person_id", "unknown_person"),
    future("training", "completed_on"),
    unknown("criteria", "project_code", "unknown_project"),
    number("criteria", "weight", "30", "outside_scale"),
    unknown("feedback", "project_code", "unknown_project"),
    word("feedback", "group"),
    word("feedback", "channel"),
    number("feedback", "score", "9", "outside_scale"),
    future("feedback", "given_on"),
    unknown("improvement_actions", "project_code", "unknown_project"),
    unknown("improvement_actions", "owner_id", "unknown_person", STAYS),
    future("improvement_actions", "done_on"),
    unknown("lessons", "project_code", "unknown_project"),
    unknown("gates", "project_code", "unknown_project"),
    word("gates", "decision"),
    future("gates", "held_on"),
    unknown("status_reports", "project_code", "unknown_project"),
    future("status_reports", "reported_on"),
    *(
        word("status_reports", column, "greenish")
        for column in ("overall", "scope", "schedule", "cost", "resources", "risk")
    ),
    unknown("decisions", "project_code", "unknown_project"),
    future("decisions", "decided_on"),
)
CASES = (*JIRA, *TIMESHEETS, *FINANCE, *PROJECTS, *PLANS, *PEOPLE_AND_VOICES)

# What the cases need beside the good rows: a second project, objective and issue.
SUPPORT: dict[str, dict[str, list[Row]]] = {
    "finance": {
        "fx_rates": [
            {**GOOD["finance"]["fx_rates"], "date": date(2025, month, 1)} for month in (2, 3)
        ]
    },
    "registers": {
        "projects": [
            {
                **GOOD["registers"]["projects"],
                "project_code": "0200",
                "jira_project_keys": None,
                "start_baseline": None,
            },
            *(
                {
                    **GOOD["registers"]["projects"],
                    "project_code": f"S{number}",
                    "jira_project_keys": None,
                }
                for number, case in enumerate(CASES)
                if case.table == "project_objectives"
            ),
        ],
        "objectives": [{**GOOD["registers"]["objectives"], "objective_id": "O2"}],
    },
    "jira": {
        "issues": [{**good_landing.ISSUE, "issue_id": "1002", "issue_key": "ROAD-2"}],
        "issue_changes": [
            {**good_landing.CHANGE, "issue_id": "1003", "to_value": "1", "to_string": "To Do"},
            {
                **good_landing.CHANGE,
                **{"issue_id": "1004", "field": "timespent", "field_id": "timespent"},
                **{"from_value": None, "from_string": None},
                **{"to_value": "3600", "to_string": "3600"},
            },
        ],
    },
}
UNMAPPED = {"trainer": "Northwind Academy", "Completed": "yes"}
UNMAPPED_ROW = {**GOOD["registers"]["training"], "course": "Law", "extra": extra(**UNMAPPED)}
