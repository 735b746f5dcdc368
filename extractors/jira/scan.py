"""Page through a search that has offsets only, while people go on working.

Data Center's search knows `startAt` and `total`. An issue that is edited mid-scan moves to the end
of the order by `updated`, all behind it move up one place, and the next offset skips one. So the
scan does not count on offsets: it asks again from the newest second that it has seen, always at
offset 0, and drops what it knows already.

Two things need more care.
- The order is the index's, the values are the database's. Of an issue that was edited a moment
  ago the page may show a time far ahead of its neighbours'. Only times older than `lag_ms`, by
  which the index has surely caught up, may move the scan on.
- More issues can share one second (a bulk change), or be younger than the lag, than fit a page.
  Within them offsets go on, but each page begins with the last row of the page before: if that
  row is not there, places have moved and the stretch is read anew.
Seconds, because the index holds no more.
"""

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from extractors.jira.api import member
from extractors.jira.errors import BadValueError, IncompleteSearchError
from extractors.jira.values import at, instant

log = logging.getLogger(__name__)

SECOND = 1000
MAX_RESTARTS = 20
MAX_EMPTY_PAGES = 5

# (epoch ms to go on from or None, offset) -> page
Fetch = Callable[[int | None, int], Any]


@dataclass(frozen=True)
class Clock:
    """The server's time, known when `began`; `lag_ms` is how far its index may be behind."""

    server_ms: int
    lag_ms: int
    began: float = field(default_factory=time.monotonic)

    def settled_ms(self) -> int:
        """Return the time up to which values of the database are those of the index."""
        return self.server_ms + int((time.monotonic() - self.began) * 1000) - self.lag_ms


class Scan:
    """One scan; `pages` yields each issue once, and again if it is edited meanwhile."""

    def __init__(self, fetch: Fetch, clock: Clock, pool: ThreadPoolExecutor, where: str) -> None:
        self._fetch, self._clock, self._pool, self._where = fetch, clock, pool, where
        self._since: int | None = None
        self._start = 0
        self._before: str | None = None  # id that the next page has to begin with
        self._known: dict[str, int | None] = {}
        self._restarts = self._empty = 0

    def pages(self) -> Iterator[list[Any]]:
        """Yield pages of issues; the next is fetched while one is in use."""
        page, settled = self._fetched()
        while True:
            issues = member(page, "issues", list, "search")
            fresh = self._fresh(issues) if self._is_in_place(issues) else []
            if not self._move_on(issues, member(page, "total", int, "search"), settled):
                yield fresh
                return
            ahead = self._pool.submit(self._fetched)
            if fresh:
                yield fresh
            page, settled = ahead.result()

    def _fetched(self) -> tuple[Any, int]:
        settled = self._clock.settled_ms()
        return self._fetch(self._since, self._start), settled

    def _is_in_place(self, issues: list[Any]) -> bool:
        return self._before is None or bool(issues and _id(issues[0]) == self._before)

    def _fresh(self, issues: list[Any]) -> list[Any]:
        """Return the issues that were not read before as they are now, and note them."""
        fresh = []
        for each in issues:
            key, changed = _id(each), _updated_ms(each)
            if not key or key not in self._known or self._known[key] != changed:
                fresh.append(each)
                self._known[key] = changed
        return fresh

    def _move_on(self, issues: list[Any], total: int, settled: int) -> bool:
        """Set what to ask for next; return False at the end."""
        if not self._is_in_place(issues):
            self._restart()
            return True
        reached = self._start + len(issues)
        if reached >= total:
            return False
        if not issues:
            self._wait_for_rows(total)
            return True
        self._empty = 0
        newest = self._newest(issues, settled)
        if newest is not None and (self._since is None or newest > self._since):
            self._since, self._start, self._before, self._restarts = newest, 0, None, 0
            self._known = {
                key: when for key, when in self._known.items() if when is None or when >= newest
            }
        elif len(issues) > 1:
            self._start, self._before = reached - 1, _id(issues[-1])
        else:
            self._start, self._before = reached, None
        return True

    def _newest(self, issues: list[Any], settled: int) -> int | None:
        """Return the newest second that the index is sure to agree with."""
        seconds = [
            changed // SECOND * SECOND
            for each in issues
            if (changed := _updated_ms(each)) is not None and changed < settled
        ]
        return max(seconds, default=None)

    def _restart(self) -> None:
        self._restarts += 1
        if self._restarts > MAX_RESTARTS:
            raise IncompleteSearchError(
                f"the search's order changed {MAX_RESTARTS} times while it was read: "
                f"{self._where}; run again when less is being edited"
            )
        log.info("issues were edited while they were read; reading the last stretch again")
        self._start, self._before = 0, None

    def _wait_for_rows(self, total: int) -> None:
        self._empty += 1
        if self._empty > MAX_EMPTY_PAGES:
            raise IncompleteSearchError(
                f"search: {MAX_EMPTY_PAGES} empty pages in a row at {self._start} of {total}: "
                f"{self._where}; run again, and if that does not help reindex Jira"
            )


def _id(raw: Any) -> str:
    return str(raw.get("id") or "") if isinstance(raw, dict) else ""


def _updated_ms(raw: Any) -> int | None:
    try:
        found = instant(at(raw, "updated_at", "fields", "updated"), "updated_at")
    except BadValueError:
        return None
    return None if found is None else int(found.timestamp() * 1000)
