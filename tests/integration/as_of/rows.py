"""Rows of a small organisation, written short."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

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


def budget(version_date: date, amount: int, code: str = "P-1") -> Row:
    given = {"project_code": code, "version": "approved", "version_date": version_date}
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


def worklog(
    number: str, on_issue: str, day: date, hours: float, written: datetime, author: str = "acc-1"
) -> Row:
    given = {"worklog_id": number, "issue_id": on_issue, "author_id": author, "work_date": day}
    return given | {"created_at": written, "seconds": int(hours * 3600)}


def entry(number: str, code: str, day: date, hours: int, written: datetime, **more: Any) -> Row:
    given = {"entry_id": number, "person_id": "E2", "project_code": code, "work_date": day}
    return given | {"hours": Decimal(hours), "created_at": written} | more


def order(number: str, code: str, day: date, amount: int, open_amount: int) -> Row:
    given = {"order_id": number, "line": "1", "project_code": code, "order_date": day}
    given |= {"cost_category": "licences", "currency": "EUR", "amount": Decimal(amount)}
    return given | {"open_amount": Decimal(open_amount)}


def milestone(observed: date, forecast: date, actual: date | None = None) -> Row:
    given = {"milestone_id": "M1", "project_code": "P-3", "name": "Roof", "weight": Decimal(1)}
    given |= {"baseline_date": on(5, 29), "forecast_date": forecast, "actual_date": actual}
    return given | {"observed_on": observed}


def risk(observed: date, impact: int, **changed: Any) -> Row:
    given = {"risk_id": "R1", "project_code": "P-1", "title": "Water", "observed_on": observed}
    given |= {"probability": Decimal(3), "impact": Decimal(impact), "currency": "EUR"}
    given |= {"cost_impact": Decimal(9000), "status": "open", "identified_on": on(3, 1)}
    return given | changed


def answer(number: str, given_on: date, score: int, **changed: Any) -> Row:
    given = {"response_id": number, "project_code": "P-1", "group": "client", "given_on": given_on}
    return (
        given
        | {"score": Decimal(score), "scale_min": Decimal(1), "scale_max": Decimal(5)}
        | changed
    )
