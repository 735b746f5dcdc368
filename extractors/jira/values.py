"""Type the values of Jira's answers; whatever does not fit raises `BadValueError`.

These run once a value, a dozen times a row: each looks first for what nearly always comes.
"""

import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from extractors.jira.errors import BadValueError

INT64 = 2**63
SIX_PLACES = Decimal("0.000001")
NUMBER_DIGITS = Decimal(10) ** 12  # what decimal(18, 6) holds before the point
MILLISECONDS_FROM = 10**11  # as seconds it would be the year 5138, as milliseconds it is 1973
REPEATED = 10_000  # lists of versions, components, labels and sprints that many issues share
CORRECT = "correct it in Jira; it is read again when the issue changes"
CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
# Greenhopper's `toString`, which old servers send in place of a sprint.
OLD_SPRINT = re.compile(r"\bcom\.atlassian\.greenhopper\S*Sprint@[^\[]*\[.*?\bid=(\d+)")


def at(raw: Any, column: str, *path: str) -> Any:
    """Return what stands below `raw` at `path`, None where a part of the way is absent."""
    for name in path:
        if raw is None:
            return None
        if not isinstance(raw, dict):
            raise BadValueError(column, raw, f"an object with {name!r} was expected", CORRECT)
        raw = raw.get(name)
    return raw


def part(raw: Any, column: str, name: str) -> Any:
    """Return `raw[name]`, None where `raw` or it is absent: `at` with a path of one."""
    if type(raw) is dict:
        return raw.get(name)
    return at(raw, column, name)


def thing(raw: Any, column: str) -> dict[str, Any]:
    """Return an object that must be there."""
    if isinstance(raw, dict):
        return raw
    raise BadValueError(column, raw, "an object was expected", CORRECT)


def required(value: Any, column: str) -> Any:
    """Return `value`, which must be there."""
    if value is None or value == "":
        raise BadValueError(
            column,
            None,
            "Jira did not send it",
            "check that the account may see the field, and the issue in Jira",
        )
    return value


def text(value: Any, column: str) -> str | None:
    """Return a string as it is."""
    if value is None or isinstance(value, str):
        return value
    raise BadValueError(column, value, "text was expected", CORRECT)


def ident(value: Any, column: str) -> str | None:
    """Return an id, which Jira sends as a string here and as a number there; empty is None."""
    if type(value) is str:
        return value or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return text(value, column) or None


def flag(value: Any, column: str) -> bool | None:
    """Return a truth value."""
    if value is None or isinstance(value, bool):
        return value
    raise BadValueError(column, value, "true or false was expected", CORRECT)


def integer(value: Any, column: str) -> int | None:
    """Return a whole number that fits 64 bits."""
    if value is None or (type(value) is int and -INT64 < value < INT64):
        return value
    found = decimal(value, column)
    if found is None:
        return None
    if found != found.to_integral_value() or abs(found) >= INT64:
        raise BadValueError(column, value, "a whole number was expected", CORRECT)
    return int(found)


def number(value: Any, column: str) -> Decimal | None:
    """Return a decimal with six places."""
    found = decimal(value, column)
    if found is None:
        return None
    if abs(found) >= NUMBER_DIGITS:
        raise BadValueError(column, value, "too large for decimal(18, 6)", CORRECT)
    return found.quantize(SIX_PLACES)


def decimal(value: Any, column: str) -> Decimal | None:
    """Return a finite number that came as a number or as text."""
    if value is None:
        return None
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        try:
            found = Decimal(str(value).strip())
        except InvalidOperation:
            found = Decimal("NaN")
        if found.is_finite():
            return found
    raise BadValueError(column, value, "a number was expected", CORRECT)


def day(value: Any, column: str) -> date | None:
    """Return a calendar day."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadValueError(column, value, "a day (YYYY-MM-DD) was expected", CORRECT) from None


def local(value: Any, column: str) -> datetime | None:
    """Return an instant in its own offset, from ISO text or an epoch in seconds or milliseconds."""
    if value is None:
        return None
    try:
        if type(value) is str and (found := datetime.fromisoformat(value)).tzinfo is UTC:
            return found
        if isinstance(value, int | float) and not isinstance(value, bool):
            seconds = value / 1000 if abs(value) >= MILLISECONDS_FROM else value
            return datetime.fromtimestamp(seconds, UTC)
        found = datetime.fromisoformat(value)
        found.astimezone(UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        raise BadValueError(column, value, "a timestamp was expected", CORRECT) from None
    if found.tzinfo is None:
        raise BadValueError(column, value, "the timestamp has no offset from UTC", CORRECT)
    return found


def instant(value: Any, column: str) -> datetime | None:
    """Return an instant in UTC."""
    found = local(value, column)
    return found if found is None or found.tzinfo is UTC else found.astimezone(UTC)


def listed(value: Any, column: str) -> Sequence[Any]:
    """Return a list, empty for None."""
    if value is None:
        return []
    if isinstance(value, list):
        return value
    raise BadValueError(column, value, "a list was expected", CORRECT)


def named(value: Any, column: str) -> str:
    """Return a list of {"id", "name"} as JSON."""
    return _named(
        tuple(
            [
                (ident(part(each, column, "id"), column), text(part(each, column, "name"), column))
                for each in listed(value, column)
            ]
        )
    )


@lru_cache(maxsize=REPEATED)
def _named(pairs: tuple[tuple[str | None, str | None], ...]) -> str:
    return as_json([{"id": identity, "name": name} for identity, name in pairs])


def texts(values: Sequence[str | None]) -> str:
    """Return strings as a JSON list."""
    return _texts(tuple(values))


@lru_cache(maxsize=REPEATED)
def _texts(values: tuple[str | None, ...]) -> str:
    return as_json(list(values))


def sprint_ids(value: Any, column: str = "sprint_ids") -> list[str]:
    """Return the ids of a sprint field: objects, bare ids, or Greenhopper's text form."""
    if value is None:
        return []
    return [_sprint_id(each, column) for each in (value if isinstance(value, list) else [value])]


def _sprint_id(value: Any, column: str) -> str:
    if isinstance(value, dict):
        value = value.get("id")
    elif isinstance(value, str) and (old := OLD_SPRINT.search(value)):
        value = old.group(1)
    found = ident(value, column)
    if found is None or not found.isdigit():
        raise BadValueError(
            column, value, "no sprint id in it", "check jira.fields.sprint in the settings"
        )
    return found


def flattened(value: Any, column: str) -> str | None:
    """Return the plain text of a comment: v3 sends a document (ADF), v2 sends text."""
    if value is None or isinstance(value, str):
        return value
    if not isinstance(value, dict):
        raise BadValueError(column, value, "text or a document was expected", CORRECT)
    blocks = (_inline(block, column) for block in listed(value.get("content"), column))
    return "\n".join(block for block in blocks if block) or None


def _inline(node: Any, column: str) -> str:
    kind = part(node, column, "type")
    if kind == "text" and "content" not in node:
        plain = node.get("text")
        if plain and type(plain) is str:
            return plain
    if kind == "hardBreak":
        return "\n"
    children = listed(part(node, column, "content"), column)
    if children:
        between = "\n" if kind in BLOCKS else ""
        return between.join([_inline(child, column) for child in children])
    said = part(node, column, "text")
    if not said:
        attributes = part(node, column, "attrs")
        said = part(attributes, column, "text") or part(attributes, column, "url")
    return str(said or "")


# Nodes whose children are blocks of their own, not runs of one line.
BLOCKS = frozenset(
    {"bulletList", "orderedList", "listItem", "blockquote", "panel", "expand", "table", "tableRow"}
)


def as_json(value: Any) -> str:
    """Return canonical JSON text."""
    return CANONICAL(value)
