"""From a raw Tempo worklog to a landing row."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from extractors.timesheets.tempo_errors import BadWorklogError
from pmo.settings import Tempo

Row = dict[str, Any]
Moment = TypeVar("Moment", date, datetime)
MOST_SECONDS = 1 << 40  # beyond it, no typing error is a time any more
REPORT = "look at the worklog in Tempo and save it anew; if it stays, report it with the row's JSON"


def worklog_row(raw: Any, settings: Tempo, scope: str) -> Row:
    """Return the row of a raw worklog; raise `BadWorklogError` naming the value that is wrong."""
    attributes = _attributes(_at(raw, "attributes"))
    row = {
        "tempo_worklog_id": ident(raw),
        "issue_id": _text(_at(_at(raw, "issue"), "id"), "issue_id", required=True),
        "author_id": _text(_at(_at(raw, "author"), "accountId"), "author_id", required=True),
        "work_date": _day(_at(raw, "startDate")),
        "start_time": _text(_at(raw, "startTime"), "start_time"),
        "seconds": _seconds(_at(raw, "timeSpentSeconds"), "seconds", required=True),
        "billable_seconds": _seconds(_at(raw, "billableSeconds"), "billable_seconds"),
        "account": attributes.get(settings.account_attribute),
        "activity": attributes.get(settings.activity_attribute),
        "description": _text(_at(raw, "description"), "description"),
        "attributes": as_json(attributes),
        "created_at": _instant(_at(raw, "createdAt"), "created_at"),
        "updated_at": _instant(_at(raw, "updatedAt"), "updated_at"),
        "deleted_at": None,
        "scope": scope,
    }
    return {**row, "digest": digested(row)}


def ident(raw: Any) -> str:
    """Return the id of a raw worklog."""
    found = _text(_at(raw, "tempoWorklogId"), "tempo_worklog_id", required=True)
    if found is None or not found.isascii() or not found.isdigit():
        raise _wrong("tempo_worklog_id", found, "is not the number that Tempo's ids are")
    return found


def as_json(value: Any) -> str:
    """Return `value` as JSON in one form."""
    return mended(json.dumps(value, ensure_ascii=False, sort_keys=True))


def digested(value: Any) -> str:
    """Return a short digest of a JSON-like value; days and instants count as their text."""
    text = json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def mended(text: str) -> str:
    """Replace halves of surrogate pairs, which JSON may hold and UTF-8 cannot, by U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _at(raw: Any, name: str) -> Any:
    return raw.get(name) if isinstance(raw, dict) else None


def _wrong(column: str, value: object, reason: str) -> BadWorklogError:
    return BadWorklogError(column, value, reason, REPORT)


def _text(value: Any, column: str, *, required: bool = False) -> str | None:
    if isinstance(value, bool | dict | list | float):
        raise _wrong(column, value, "is neither text nor a whole number")
    text = mended(str(value)) if value is not None else ""
    if required and not text.strip():
        raise _wrong(column, value, "is missing")
    return text or None


def _seconds(value: Any, column: str, *, required: bool = False) -> int | None:
    if value is None and not required:
        return None
    if isinstance(value, str) and value.isascii() and value.strip().removeprefix("-").isdigit():
        value = int(value)
    is_whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if isinstance(value, bool) or not is_whole or abs(value) > MOST_SECONDS:
        raise _wrong(column, value, "is not a number of seconds")
    return int(value)


def _day(value: Any) -> date:
    return _parsed(value, "work_date", date.fromisoformat, "is not a day such as 2026-01-31")


def _instant(value: Any, column: str) -> datetime | None:
    if value is None:
        return None
    moment = _parsed(value, column, datetime.fromisoformat, "is not a time such as …T09:30:00Z")
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _parsed(value: Any, column: str, parse: Callable[[str], Moment], reason: str) -> Moment:
    try:
        return parse(value)
    except (TypeError, ValueError):
        raise _wrong(column, value, reason) from None


def _attributes(value: Any) -> dict[str, str]:
    """Return the filled work attributes by their key."""
    values = _at(value, "values")
    if values is None:
        return {}
    if not isinstance(values, list):
        raise _wrong("attributes", value, "holds no list of attributes")
    found = {}
    for each in values:
        key, said = _at(each, "key"), _at(each, "value")
        if isinstance(key, str) and said is not None and said != "":
            found[key] = mended(said if isinstance(said, str) else json.dumps(said))
    return found
