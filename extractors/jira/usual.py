"""Histories of changelogs as they nearly always come, decoded without a dictionary for each.

Three rows in four of a landing are items of histories. An answer that does not fit these shapes,
if only in one value, is decoded as anything can be, and judged value by value (see `rows`).
"""

from typing import Any

import msgspec


class Author(msgspec.Struct, gc=False):
    """Who changed an issue; hidden people have no account."""

    accountId: str | None = None  # noqa: N815 - Jira's name


class Item(msgspec.Struct, gc=False, rename={"from_": "from"}):
    """One field that changed."""

    field: str
    fieldId: str | None = None  # noqa: N815
    from_: str | None = None
    fromString: str | None = None  # noqa: N815
    to: str | None = None
    toString: str | None = None  # noqa: N815


class History(msgspec.Struct, gc=False):
    """What one person changed at one moment; `created` is epoch milliseconds, or text."""

    id: str | int
    created: int | str
    items: list[Item]
    author: Author | None = None


class IssueHistories(msgspec.Struct, gc=False):
    """The histories of one issue that a page holds."""

    issueId: str  # noqa: N815
    changeHistories: list[History]  # noqa: N815


class BulkPage(msgspec.Struct, gc=False):
    """A page of `changelog/bulkfetch`."""

    issueChangeLogs: list[IssueHistories]  # noqa: N815
    nextPageToken: str | None = None  # noqa: N815
    isLast: bool | None = None  # noqa: N815


class Worklog(msgspec.Struct, gc=False):
    """Work that was booked on an issue."""

    id: str | int
    issueId: str | int  # noqa: N815
    started: str
    timeSpentSeconds: int  # noqa: N815
    author: Author | None = None
    created: str | None = None
    updated: str | None = None
    comment: Any = None


class SearchPage(msgspec.Struct, gc=False):
    """A page of `search/jql`, its issues not decoded yet: the next can be asked for before."""

    issues: msgspec.Raw
    nextPageToken: str | None = None  # noqa: N815
    isLast: bool | None = None  # noqa: N815


SEARCH_PAGE = msgspec.json.Decoder(SearchPage)
BULK_PAGE = msgspec.json.Decoder(BulkPage)
WORKLOGS = msgspec.json.Decoder(list[Worklog])


def history_id(history: Any) -> str | None:
    """Return the id of a history, decoded either way; None if it has none."""
    if isinstance(history, History):
        return str(history.id)
    found = history.get("id") if isinstance(history, dict) else None
    return None if found is None else str(found)


def as_sent(raw: Any) -> Any:
    """Return what was decoded either way as the JSON that a reject shows."""
    return msgspec.to_builtins(raw) if isinstance(raw, msgspec.Struct) else raw
