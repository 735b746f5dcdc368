"""Rows of Jira as they land, each from the few words that a test cares about."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

STATUSES = {"1": ("To Do", "new"), "2": ("Doing", "indeterminate"), "3": ("Done", "done")}
Row = dict[str, Any]


def at(month: int, day: int, hour: int = 9) -> datetime:
    """Return an instant of 2026, UTC."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


def statuses(**renamed: str) -> list[Row]:
    """Return the list of statuses; `renamed` gives one a new name by its id, as in `s2="Busy"`."""
    return [
        {"status_id": key, "name": renamed.get(f"s{key}", name), "status_category": category}
        for key, (name, category) in STATUSES.items()
    ]


def issue(number: int, status: str, points: int | None = None, **fields: Any) -> Row:
    """Return issue AB-`number`, created on 1 June, in a status told by its id."""
    name, category = STATUSES[status]
    return {
        "issue_id": str(number),
        "issue_key": f"AB-{number}",
        "project_key": "AB",
        "status_id": status,
        "status": name,
        "status_category": category,
        "story_points": None if points is None else Decimal(points),
        "created_at": at(6, 1),
        "updated_at": at(6, 1),
        **fields,
    }


def change(number: int, history: int, when: datetime, **fields: Any) -> Row:
    """Return one change of an issue."""
    given = {"issue_id": str(number), "history_id": str(history), "item_index": 0}
    return given | {"changed_at": when} | fields


def moved(number: int, history: int, when: datetime, before: str, after: str) -> Row:
    """Return a change of an issue's status."""
    return change(
        number,
        history,
        when,
        field="status",
        field_id="status",
        from_value=before,
        from_string=STATUSES[before][0],
        to_value=after,
        to_string=STATUSES[after][0],
    )


def worklog(number: int, on: int, when: datetime, seconds: int, **fields: Any) -> Row:
    """Return work on an issue, booked on the day that it was done."""
    given = {"worklog_id": str(number), "issue_id": str(on), "author_id": "acc-1"}
    given |= {"work_date": when.date(), "started_at": when, "created_at": when}
    return given | {"seconds": seconds} | fields


def gone(number: int, when: datetime, entity: str = "issue") -> Row:
    """Return the word that an issue or a worklog was deleted."""
    return {
        "entity": entity,
        "entity_id": str(number),
        "classification": "deleted",
        "deleted_at": when,
    }


def day(month: int, number: int) -> date:
    """Return a day of 2026."""
    return date(2026, month, number)
