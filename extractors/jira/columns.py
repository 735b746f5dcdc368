"""Columns of a page in which everything is as usual: no row is ever made of most of a landing.

Anything else, if only one value, makes the whole page rows, which are judged one by one (see
`rows`): these functions return None for it.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, repeat
from operator import attrgetter
from typing import Any, TypeVar

from extractors.jira.errors import BadValueError
from extractors.jira.usual import Author, History, Worklog
from extractors.jira.values import flattened, instant, integer, local

Columns = Mapping[str, Sequence[Any]]
Value = TypeVar("Value")

ITEM = attrgetter("field", "fieldId", "from_", "fromString", "to", "toString")
WORKLOG = attrgetter(
    "id", "issueId", "author", "started", "created", "updated", "timeSpentSeconds", "comment"
)


def change_columns(histories: Sequence[tuple[str, Any]]) -> Columns | None:
    """Return the columns of `issue_changes` for (issue id, raw history), one row an item."""
    if not histories or not all(type(raw) is History for _, raw in histories):
        return None
    issue_ids = [issue_id for issue_id, _ in histories]
    raws: list[History] = [raw for _, raw in histories]
    ids = [str(raw.id) for raw in raws]
    if not (all(issue_ids) and all(ids) and len(set(zip(issue_ids, ids, strict=True))) == len(ids)):
        return None  # a history that comes twice is one
    try:
        moments = [instant(raw.created, "changed_at") for raw in raws]
    except BadValueError:
        return None
    items = list(map(ITEM, chain.from_iterable([raw.items for raw in raws])))
    if not items:
        return None
    fields, field_ids, old, old_texts, new, new_texts = zip(*items, strict=True)
    if not all(fields):
        return None
    counts = [len(raw.items) for raw in raws]
    return {
        "issue_id": _repeated(issue_ids, counts),
        "history_id": _repeated(ids, counts),
        "item_index": list(chain.from_iterable(map(range, counts))),
        "author_id": _repeated([_account(raw.author) for raw in raws], counts),
        "changed_at": _repeated(moments, counts),
        "field": fields,
        "field_id": [each or None for each in field_ids],
        "from_value": old,
        "from_string": old_texts,
        "to_value": new,
        "to_string": new_texts,
    }


def worklog_columns(raws: Sequence[Any]) -> Columns | None:
    """Return the columns of `worklogs`; the work date is local to where the work was booked."""
    if not raws or not all(type(raw) is Worklog for raw in raws):
        return None
    columns = zip(*map(WORKLOG, raws), strict=True)
    ids, issue_ids, authors, started, created, updated, seconds, comments = columns
    if not (all(ids) and all(issue_ids) and all(created) and all(updated)):
        return None
    try:
        begins = [local(each, "started_at") for each in started]
        return {
            "worklog_id": list(map(str, ids)),
            "issue_id": list(map(str, issue_ids)),
            "author_id": list(map(_account, authors)),
            "started_at": begins,
            "work_date": [each.date() for each in begins if each],
            "created_at": [instant(each, "created_at") for each in created],
            "updated_at": [instant(each, "updated_at") for each in updated],
            "seconds": [integer(each, "seconds") for each in seconds],
            "comment": [each and flattened(each, "comment") for each in comments],
        }
    except BadValueError:
        return None


def _repeated(values: Iterable[Value], counts: Iterable[int]) -> list[Value]:
    """Return each value as often as its count says."""
    return list(chain.from_iterable(map(repeat, values, counts)))


def _account(author: Author | None) -> str | None:
    return (author.accountId or None) if author else None
