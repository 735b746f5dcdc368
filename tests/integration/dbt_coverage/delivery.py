"""One project of each method of earned value, and every input that coverage speaks of."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

AS_OF = date(2026, 6, 30)
METHODS = ("points", "issues", "hours", "milestones", "manual")
Row = dict[str, Any]
Rows = Iterable[Mapping[str, Any]]
BEGUN, DONE, WEEK = date(2026, 1, 5), date(2026, 6, 15), date(2026, 6, 29)


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def for_each(**columns: Any) -> list[Row]:
    """Return a row a project; `{}` in a text becomes the project's method."""
    return [
        {"project_code": f"P-{method}"}
        | {n: v.format(method) if isinstance(v, str) else v for n, v in columns.items()}
        for method in METHODS
    ]


def issues() -> list[Row]:
    """Return two issues a project, of which the first is done."""
    return [
        {
            "issue_id": f"{place}{number}",
            "issue_key": f"{method.upper()}-{number}",
            "project_id": str(place),
            "project_key": method.upper(),
            "issue_type": "Story",
            "summary": "Work",
            "status": status,
            "status_id": status,
            "status_category": category,
            "created_at": at(date(2026, 3, 2)),
            "updated_at": at(DONE),
            "story_points": Decimal(3),
            "remaining_estimate_seconds": 36_000,
            "sprint_ids": f'["{place}"]',
            "custom_fields": "{}",
        }
        for place, method in enumerate(METHODS, 1)
        for number, status, category in ((1, "Done", "done"), (2, "To Do", "new"))
    ]


JIRA: dict[str, Rows] = {
    "issues": issues(),
    "issue_changes": [
        {
            "issue_id": f"{place}1",
            "history_id": f"{place}00",
            "item_index": 0,
            "changed_at": at(DONE),
            "field": "status",
            "field_id": "status",
            "from_value": "To Do",
            "from_string": "To Do",
            "to_value": "Done",
            "to_string": "Done",
        }
        for place, method in enumerate(METHODS, 1)
    ],
    "statuses": [
        {"status_id": "To Do", "name": "To Do", "status_category": "new"},
        {"status_id": "Done", "name": "Done", "status_category": "done"},
    ],
    "sprints": [
        {
            "sprint_id": str(place),
            "name": method,
            "state": "active",
            "start_at": at(date(2026, 6, 8)),
            "end_at": at(date(2026, 7, 8)),
        }
        for place, method in enumerate(METHODS, 1)
    ],
}
TIMESHEETS: dict[str, Rows] = {
    "entries": for_each(entry_id="{}", person_id="E1", work_date=AS_OF, hours=Decimal(2))
}
FINANCE: dict[str, Rows] = {
    "budgets": for_each(
        version="approved",
        version_date=BEGUN,
        fiscal_period="2026-04",
        cost_category="services",
        amount=Decimal(1000),
        currency="EUR",
    ),
    "actuals": for_each(
        document_id="{}",
        line="1",
        posting_date=AS_OF,
        cost_category="services",
        amount=Decimal(100),
        currency="EUR",
    ),
    "rates": [
        {"person_id": "E1", "valid_from": BEGUN, "hourly_cost": Decimal(50), "currency": "EUR"}
    ],
}
REGISTERS: dict[str, Rows] = {
    "projects": [
        {
            **row,
            "name": row["project_code"],
            "jira_project_keys": row["ev_method"].upper(),
            "status": "active",
            "currency": "EUR",
            "start_baseline": BEGUN,
            "finish_baseline": date(2026, 12, 31),
        }
        for row in for_each(ev_method="{}")
    ],
    "people": [{"person_id": "E1", "name": "Ada", "role": "Engineer", "department": "Civil"}],
    "baselines": [
        {**row, "period_end": end, "planned_value": Decimal(value)}
        for row in for_each(baseline_version="B1", effective_from=BEGUN, currency="EUR")
        for end, value in ((date(2026, 6, 30), 500), (date(2026, 12, 31), 1000))
    ],
    "milestones": for_each(
        milestone_id="{}",
        name="Design frozen",
        baseline_date=date(2026, 5, 4),
        actual_date=date(2026, 5, 11),
        observed_on=date(2026, 6, 1),
    ),
    "progress": for_each(as_of=date(2026, 6, 1), percent_complete=Decimal("0.4")),
    "dependencies": [
        {
            "dependency_id": "D1",
            "from_project": "P-points",
            "to_project": "P-issues",
            "kind": "finish-start",
        }
    ],
    "objectives": [{"objective_id": "O1", "name": "Safer roads"}],
    "project_objectives": for_each(objective_id="O1", share=Decimal("0.6")),
    "capacity": [{"person_id": "E1", "week_start": WEEK, "capacity_hours": Decimal(40)}],
    "allocations": for_each(person_id="E1", week_start=WEEK, planned_hours=Decimal(8)),
    "demand": for_each(role="Engineer", month="2026-07", hours=Decimal(80)),
    "risks": for_each(
        risk_id="{}",
        title="Flood",
        probability=Decimal(3),
        impact=Decimal(4),
        cost_impact=Decimal(5000),
        currency="EUR",
        response="mitigate",
        status="open",
        identified_on=BEGUN,
        observed_on=date(2026, 6, 1),
    ),
    "skills": [{"person_id": "E1", "skill": "statics", "level": Decimal(4)}],
    "required_skills": for_each(skill="statics", level=Decimal(3), people=Decimal(2)),
    "training": [{"person_id": "E1", "course": "BIM", "skill": "statics", "planned_on": WEEK}],
    "criteria": [{"criterion": "satisfaction", "weight": Decimal(1), "target": Decimal(4)}],
    "feedback": for_each(
        response_id="{}",
        group="client",
        channel="survey",
        criterion="satisfaction",
        score=Decimal(4),
        scale_min=Decimal(1),
        scale_max=Decimal(5),
        given_on=date(2026, 5, 20),
    ),
    "improvement_actions": [{"action_id": "A1", "project_code": "P-points", "finding": "late"}],
    "lessons": [{"lesson_id": "L1", "project_code": "P-points", "title": "Ask earlier"}],
    "gates": for_each(gate="G1", planned_on=BEGUN, required_deliverables="plan"),
    "process_changes": [{"change_id": "C1", "process": "Review", "effective_on": BEGUN}],
    "status_reports": for_each(reported_on=date(2026, 6, 1), overall="green"),
}
DELIVERY = {"jira": JIRA, "timesheets": TIMESHEETS, "finance": FINANCE, "registers": REGISTERS}
