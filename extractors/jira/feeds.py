"""What all bulk feeds share: work ahead on other threads, cursors, the feeds of worklogs.

A feed ends when Jira says so. Every other ending is an error, never a short table.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Generic, TypeVar

from extractors.http import HttpStatusError
from extractors.jira.api import Api, member
from extractors.jira.errors import (
    IN_ITS_PLACE,
    BadValueError,
    IncompleteSearchError,
    JiraAnswerError,
)
from pmo.errors import OperatorError

WORKLOG_IDS = 1000
GONE = frozenset({404, 410})

Item = TypeVar("Item")
Result = TypeVar("Result")


class Ahead(Generic[Item, Result]):
    """Run `work` on other threads, at most `limit` items ahead of whoever takes the results.

    Results come in the order of their items, so the same answers land as the same rows.
    """

    def __init__(self, pool: ThreadPoolExecutor, work: Callable[[Item], Result]) -> None:
        self._pool, self._work = pool, work
        self._limit = max(1, pool._max_workers - 2)
        self._waiting: deque[Future[Result]] = deque()

    def put(self, item: Item) -> Iterator[Result]:
        """Start on `item`; yield the oldest results while too many wait."""
        self._waiting.append(self._pool.submit(self._work, item))
        while len(self._waiting) > self._limit:
            yield self._waiting.popleft().result()

    def rest(self) -> Iterator[Result]:
        """Yield what is still under way."""
        while self._waiting:
            yield self._waiting.popleft().result()

    def over(self, items: Iterable[Item]) -> Iterator[Result]:
        """Yield the results of all `items`."""
        for item in items:
            yield from self.put(item)
        yield from self.rest()


class Unread(dict[str, Any]):
    """Stands among raw objects for what could not be read; `error` says why, for the rejects."""

    def __init__(self, error: BadValueError, **said: Any) -> None:
        super().__init__(said)
        self.error = error


def withheld(issue_id: str, read: int, total: int) -> Unread:
    """Return what stands for the histories of an issue that Jira counts and does not show."""
    error = BadValueError(
        "history_id",
        f"{read} of {total}",
        f"Jira counts {total} histories of issue {issue_id} and shows {read}",
        "ask Jira's administrator what limits its changelog; the issue is read again when it "
        "changes, or when all of Jira is",
    )
    return Unread(error, issueId=issue_id, histories=read, total=total)


def identity(raw: Any, where: str) -> tuple[str, str]:
    """Return (id, key) of an issue in an answer to `where`."""
    if isinstance(raw, dict) and raw.get("id") and raw.get("key"):
        return str(raw["id"]), str(raw["key"])
    raise JiraAnswerError(
        f"{where}: an issue came without id or key ({raw!r:.200}). {IN_ITS_PLACE}"
    )


def refused(error: HttpStatusError, jql: str) -> OperatorError:
    """Return `error`, or where Jira did not accept the query one that shows it."""
    if error.status != 400:
        return error
    return JiraAnswerError(
        f"{error.said}; the query was: {jql}. Check jira.projects in the settings"
    )


def broken_off(error: HttpStatusError, body: Mapping[str, Any]) -> OperatorError:
    """Return `error`, or where Jira no longer takes the cursor that it gave one that says so."""
    if error.status != 400 or "nextPageToken" not in body:
        return error
    return IncompleteSearchError(
        f"{error.said}; Jira no longer takes the cursor of this page, so the rest cannot be read: "
        "run again, which begins anew"
    )


def next_token(page: dict[str, Any], seen: set[str], where: str) -> str | None:
    """Return the cursor of the page after `page`, None at the end; refuse to guess."""
    token = page.get("nextPageToken")
    if page.get("isLast") is True or token is None:
        if page.get("isLast") is False:
            raise IncompleteSearchError(
                f"no cursor after page {len(seen) + 1}, which is not the last: {where}; run again"
            )
        return None
    if not isinstance(token, str) or token in seen:
        raise IncompleteSearchError(
            f"the cursor repeats after page {len(seen) + 1}, so the rest cannot be read: {where}; "
            "run again"
        )
    seen.add(token)
    return token


def changed_worklogs(api: Api, path: str, since: int) -> Iterator[tuple[list[Any], int]]:
    """Yield pages of `worklog/updated` or `worklog/deleted` from epoch ms `since`, with their end.

    Jira leaves out the last minute, so the end of the last page is a safe place to go on from.
    """
    while True:
        page = api.get(path, since=since)
        values = member(page, "values", list, path)
        until = page.get("until")
        until = until if isinstance(until, int) else since
        yield values, until
        # Data Center's documents know both names.
        if member(page, "isLastPage" if "isLastPage" in page else "lastPage", bool, path):
            return
        if until <= since:
            raise IncompleteSearchError(
                f"{path} does not move on from {since}: more worklogs share that moment than fit a "
                "page. Ask Jira's administrator whether a bulk change wrote them"
            )
        since = until


def distinct(histories: Sequence[Any]) -> int:
    """Return how many histories there are, each id once."""
    return len({str(each.get("id")) for each in histories if isinstance(each, dict)})
