"""A small organisation on the last day of May, and what happened to it in June."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from tests.integration.organisation import Organisation

MAY_31, JUNE_30 = date(2026, 5, 31), date(2026, 6, 30)
Row = dict[str, Any]


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def on(month: int, day: int) -> date:
    return date(2026, month, day)


def project(code: str, keys: str, method: str, **changed: Any) -> Row:
    given = {"project_code": code, "name": f"Project {code}", "jira_project_keys": keys}
    given |= {"ev_method": method, "status": "active", "currency": "EUR", "priority": 1}
    return given | {"start_baseline": on(3, 1), "finish_baseline": on(9, 30)} | changed


def plan(code: str, version: str, since: date, *values: int) -> list[Row]:
    ends = (on(3, 31), on(4, 30), on(5, 31), on(6, 30), on(7, 31))
    return [
        {
            "project_code": code,
            "baseline_version": version,
            "effective_from": since,
            "period_end": end,
            "planned_value": Decimal(value),
            "currency": "EUR",
        }
        for end, value in zip(ends, values, strict=False)
    ]


def posting(document: str, code: str, day: date, amount: int) -> Row:
    given = {"document_id": document, "line": "1", "project_code": code, "posting_date": day}
    return given | {"cost_category": "travel", "amount": Decimal(amount), "currency": "EUR"}


def budget(version_date: date, amount: int) -> Row:
    given = {"project_code": "P-1", "version": "approved", "version_date": version_date}
    given |= {"fiscal_period": "2026-05", "cost_category": "travel", "currency": "EUR"}
    return given | {"amount": Decimal(amount)}


def issue(
    number: str, key: str, status: tuple[str, str, str], created: datetime, **more: Any
) -> Row:
    given = {"issue_id": number, "issue_key": key, "project_key": key.partition("-")[0]}
    given |= {"status_id": status[0], "status": status[1], "status_category": status[2]}
    return given | {"created_at": created, "issue_type": "Story", "custom_fields": "{}"} | more


def change(number: str, history: int, when: datetime, field: str, old: Any, new: Any) -> Row:
    names = {"1": "To Do", "2": "Doing", "3": "Done"} if field == "status" else {}
    return {
        "issue_id": number,
        "history_id": str(history),
        "item_index": 0,
        "changed_at": when,
        "field": field,
        "field_id": field,
        "from_value": old,
        "from_string": names.get(old, old),
        "to_value": new,
        "to_string": names.get(new, new),
    }


def worklog(number: str, on_issue: str, day: date, hours: float, written: datetime) -> Row:
    given = {"worklog_id": number, "issue_id": on_issue, "author_id": "acc-1", "work_date": day}
    return given | {"created_at": written, "seconds": int(hours * 3600)}


TO_DO, DOING, DONE = ("1", "To Do", "new"), ("2", "Doing", "indeterminate"), ("3", "Done", "done")
PEOPLE = [
    {"person_id": "E1", "name": "Ada", "jira_account_id": "acc-1", "role": "Engineer"},
    {"person_id": "E2", "name": "Ben", "role": "Engineer"},
]
ISSUES = [
    issue("1", "AB-1", DONE, at(3, 2), story_points=Decimal(3), due_date=on(5, 20)),
    issue("2", "AB-2", DOING, at(3, 3), story_points=Decimal(5), due_date=on(6, 12)),
    issue("3", "CD-1", DOING, at(3, 4), remaining_estimate_seconds=36000, labels='["ground"]'),
    issue("4", "AB-4", DONE, at(3, 5), story_points=Decimal(2), summary="Piles"),
    issue("5", "CD-2", TO_DO, at(3, 6), remaining_estimate_seconds=18000),
]
CHANGES = [
    change("1", 10, at(4, 1), "status", "1", "2"),
    change("1", 11, at(5, 4), "status", "2", "3"),
    change("2", 12, at(5, 5), "status", "1", "2"),
    change("3", 13, at(5, 6), "status", "1", "2"),
    change("4", 14, at(4, 7), "status", "1", "3"),
    change("3", 15, at(5, 7), "timeestimate", "72000", "36000"),
]
WORKLOGS = [
    worklog("W1", "1", on(4, 2), 8, at(4, 2)),
    worklog("W2", "3", on(5, 7), 10, at(5, 7)),
    worklog("W4", "4", on(4, 6), 4, at(4, 6)),
]
ACTUALS = [posting("D1", "P-1", on(4, 10), 400), posting("D2", "P-2", on(5, 12), 250)]
RATE = {"role": "Engineer", "currency": "EUR", "valid_from": on(1, 1), "hourly_cost": Decimal(80)}


def milestone(observed: date, forecast: date, actual: date | None = None) -> Row:
    given = {"milestone_id": "M1", "project_code": "P-3", "name": "Roof", "weight": Decimal(1)}
    given |= {"baseline_date": on(5, 29), "forecast_date": forecast, "actual_date": actual}
    return given | {"observed_on": observed}


def risk(observed: date, impact: int) -> Row:
    given = {"risk_id": "R1", "project_code": "P-1", "title": "Water", "observed_on": observed}
    given |= {"probability": Decimal(3), "impact": Decimal(impact), "currency": "EUR"}
    return given | {"cost_impact": Decimal(9000), "status": "open", "identified_on": on(3, 1)}


def answer(number: str, given_on: date, score: int) -> Row:
    given = {"response_id": number, "project_code": "P-1", "group": "client", "given_on": given_on}
    return given | {"score": Decimal(score), "scale_min": Decimal(1), "scale_max": Decimal(5)}


def until_may(organisation: Organisation) -> None:
    """Land what was known on 31 May."""
    organisation.land(MAY_31, "registers", registers_of_may())
    organisation.land(
        MAY_31,
        "finance",
        {
            "actuals": ACTUALS,
            "rates": [RATE],
            "fx_rates": [],
            "budgets": [budget(on(3, 1), 900)],
        },
    )
    organisation.land(
        MAY_31,
        "jira",
        {
            "statuses": [
                {"status_id": key, "name": name, "status_category": category}
                for key, name, category in (TO_DO, DOING, DONE)
            ],
            "projects": [
                {"project_id": "1", "project_key": "AB"},
                {"project_id": "2", "project_key": "CD"},
            ],
            "issues": ISSUES,
            "issue_changes": CHANGES,
            "worklogs": WORKLOGS,
        },
    )


def registers_of_may() -> dict[str, list[Row]]:
    week = {"week_start": on(6, 1)}
    return {
        "projects": [
            project("P-1", "AB", "points"),
            project("P-2", "CD", "hours"),
            project("P-3", "", "manual"),
        ],
        "people": PEOPLE,
        "allocations": [
            {"person_id": "E1", "project_code": "P-1", "planned_hours": Decimal(30), **week},
            {"person_id": "E2", "project_code": "P-2", "planned_hours": Decimal(20), **week},
        ],
        "capacity": [
            {"person_id": "E1", "capacity_hours": Decimal(40), **week},
            {"person_id": "E2", "capacity_hours": Decimal(40), **week},
        ],
        "criteria": [{"criterion": "satisfaction", "weight": Decimal(1), "target": Decimal(4)}],
        "baselines": [
            *plan("P-1", "B1", on(3, 1), 1000, 2000, 4000, 5000),
            *plan("P-2", "B1", on(3, 1), 500, 900, 1500, 3000),
            *plan("P-3", "B1", on(3, 1), 100, 300, 600, 900),
        ],
        "milestones": [milestone(on(5, 1), on(6, 5))],
        "progress": [{"project_code": "P-3", "as_of": on(5, 15), "percent_complete": Decimal(40)}],
        "risks": [risk(on(4, 1), 3)],
        "feedback": [answer("F1", on(5, 3), 3)],
        "status_reports": [
            {"project_code": "P-1", "reported_on": on(5, 22), "overall": "green"},
        ],
        "decisions": [
            {
                "decision_id": "X1",
                "project_code": "P-1",
                "subject": "Steel or timber",
                "raised_on": on(5, 1),
                "due_on": on(5, 20),
            }
        ],
    }


def through_june(organisation: Organisation) -> None:
    """Land what happened in June, and what people then said otherwise of registers and issues."""
    may = registers_of_may()
    organisation.land(
        JUNE_30,
        "registers",
        {
            **may,
            "projects": [
                project("P-1", "AB", "issues", start_baseline=on(4, 1), finish_baseline=on(12, 31)),
                project("P-2", "CD", "milestones", status="closed", finish_actual=on(6, 20)),
                project("P-3", "", "milestones", status="cancelled", priority=2),
            ],
            "allocations": [
                {**may["allocations"][0], "planned_hours": Decimal(60)},
                {**may["allocations"][1], "project_code": "P-1"},
            ],
            "capacity": [{**each, "capacity_hours": Decimal(20)} for each in may["capacity"]],
            "criteria": [{"criterion": "satisfaction", "weight": Decimal(1), "target": Decimal(5)}],
            "baselines": [
                *may["baselines"],
                *plan("P-1", "B2", on(6, 10), 800, 1500, 2500, 4500, 9000),
            ],
            "milestones": [*may["milestones"], milestone(on(6, 15), on(6, 12), on(6, 12))],
            "progress": [
                *may["progress"],
                {"project_code": "P-3", "as_of": on(6, 15), "percent_complete": Decimal(90)},
            ],
            "risks": [*may["risks"], risk(on(6, 20), 5)],
            "feedback": [*may["feedback"], answer("F2", on(6, 10), 5)],
            "status_reports": [
                *may["status_reports"],
                {"project_code": "P-1", "reported_on": on(6, 12), "overall": "red"},
            ],
            "decisions": [{**may["decisions"][0], "decided_on": on(6, 15)}],
        },
    )
    organisation.land(
        JUNE_30,
        "finance",
        {
            "actuals": [*ACTUALS, posting("D3", "P-1", on(6, 3), 70)],
            "budgets": [budget(on(3, 1), 900), budget(on(6, 5), 1200)],
            "rates": [RATE, {**RATE, "valid_from": on(6, 1), "hourly_cost": Decimal(95)}],
        },
    )
    organisation.land(
        JUNE_30,
        "jira",
        {
            "issues": [
                issue("1", "AB-1", DOING, at(3, 2), story_points=Decimal(8), due_date=on(7, 20)),
                issue("2", "AB-2", DONE, at(3, 3), story_points=Decimal(5), issue_type="Bug"),
                issue(
                    "3", "CD-1", DOING, at(3, 4), remaining_estimate_seconds=90000, labels='["a"]'
                ),
                issue("4", "CD-9", DONE, at(3, 5), story_points=Decimal(2), summary="Bored piles"),
                issue("6", "AB-6", TO_DO, at(6, 6), story_points=Decimal(13)),
            ],
            "issue_changes": [
                change("1", 20, at(6, 2), "status", "3", "2"),
                change("1", 21, at(6, 2), "duedate", "2026-05-20", "2026-07-20"),
                {**change("1", 22, at(6, 3), "Story Points", "3", "8"), "field_id": None},
                change("2", 23, at(6, 4), "status", "2", "3"),
                change("2", 24, at(6, 4), "duedate", "2026-06-12", None),
                change("2", 25, at(6, 4), "issuetype", "Story", "Bug"),
                change("3", 26, at(6, 5), "timeestimate", "36000", "90000"),
                change("3", 27, at(6, 5), "labels", "ground", "a"),
                change("4", 28, at(6, 8), "Key", "AB-4", "CD-9"),
                change("4", 29, at(6, 8), "summary", "Piles", "Bored piles"),
            ],
            "worklogs": [worklog("W3", "3", on(6, 5), 6, at(6, 5))],
        },
    )


def what_changes_the_past(organisation: Organisation) -> None:
    """Land what no source dates: a deletion, and work and money that come late."""
    organisation.land(
        JUNE_30, "finance", {"actuals": [*ACTUALS, posting("D9", "P-1", on(5, 30), 111)]}
    )
    organisation.land(
        JUNE_30,
        "jira",
        {
            "worklogs": [worklog("W9", "3", on(5, 29), 2, at(6, 29))],
            "deletions": [
                {
                    "entity": "issue",
                    "entity_id": "5",
                    "classification": "deleted",
                    "project_key": "CD",
                    "issue_key": "CD-2",
                    "deleted_at": at(6, 28),
                }
            ],
        },
    )
