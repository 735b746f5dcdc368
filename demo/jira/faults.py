"""Faults on demand: what a test wants the server to do wrong, and on which request.

    faults = Faults()
    faults.add("/search/jql", Answer(429, {"Retry-After": "2"}))       # the first search
    faults.add("/changelog/bulkfetch", Cut(after_bytes=400), nth=2)    # the second page
    faults.add("/worklog/list", Delay(5.0), times=3)                   # the first three
    faults.add("/project/search", Answer(502), page="last")            # the last page of a list
    faults.add("/search/jql", ExpiredToken(), when=lambda asked: asked.body["maxResults"] == 50)
    faults.on("/search/jql", 2, lambda: state.touch("PORTAL-4"))       # between two pages
    with serve(plan, faults=faults) as server: ...
    assert faults.fired == 8

What can go wrong:

    Answer(status, headers, body)  that instead of the real thing; ready-made: LOGIN_PAGE (200, HTML
                                   of a proxy), GARBAGE (200, said to be JSON), HALF_JSON
    Cut(after_bytes)               the body ends early and the connection with it
    Reset()                        the connection is reset (RST) before any answer
    Delay(seconds)                 the answer comes late: longer than a client's read time-out
    EmptyPage()                    a page without values and with a fresh token; nothing is skipped
    RepeatedToken()                the token that was asked with comes back
    ExpiredToken()                 400 for the token that was asked with, now and ever after
    Call(callback)                 nothing wrong, but `callback()` runs before the answer is made

Where: `nth` counts the requests that match, from 1. `page` counts only those whose answer is the
"first", a "middle" or the "last" page of a listing (a single page is first and last). `when` takes
what was `Asked`. What else a test can do to the site itself stands in `demo.jira.site.Site`.

Rules may be added and cleared while the server runs. `requests` records what was asked.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import RLock
from typing import Any, Literal

FAULT = "demo.fault"  # where a route finds the page fault it must commit
Page = Literal["first", "middle", "last"]
_HTML = {"content-type": "text/html;charset=UTF-8"}


@dataclass(frozen=True)
class Answer:
    """Answer with this status instead of the real thing; the body is Jira's error shape."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b'{"errorMessages":["A fault that was asked for."],"errors":{}}'


LOGIN_PAGE = Answer(200, _HTML, b"<!DOCTYPE html><html><body><form>Log in</form></body></html>")
GARBAGE = Answer(200, body=b"\x00\xfe\xffnot what it says it is")
HALF_JSON = Answer(200, body=b'{"issues":[{"id":"100000","key":"PO')


@dataclass(frozen=True)
class Cut:
    """Send the head and `after_bytes` of the body, then close the connection."""

    after_bytes: int = 200


@dataclass(frozen=True)
class Reset:
    """Reset the connection (RST) instead of answering."""


@dataclass(frozen=True)
class Delay:
    """Wait this many seconds, then answer properly: longer than a client's read time-out."""

    seconds: float


@dataclass(frozen=True)
class EmptyPage:
    """`search/jql` and `bulkfetch` send no value but a fresh token; nothing is skipped."""


@dataclass(frozen=True)
class RepeatedToken:
    """`search/jql` and `bulkfetch` send back the token that they were asked with."""


@dataclass(frozen=True)
class ExpiredToken:
    """The token that comes with the request has expired: 400, also when it comes again."""


@dataclass(frozen=True)
class Call:
    """Run `callback` in the server's thread, then answer properly."""

    callback: Callable[[], object]


Action = Answer | Cut | Reset | Delay | EmptyPage | RepeatedToken | ExpiredToken | Call


@dataclass(frozen=True)
class Asked:
    """A request: `query` and `body` hold its parameters."""

    method: str
    path: str
    query: dict[str, str]
    body: dict[str, Any]

    def get(self, name: str) -> Any:
        """Return a parameter from body or query, `None` if it came with neither."""
        return self.body.get(name, self.query.get(name))


@dataclass
class Rule:
    """Do `action` on the `nth` request that matches, and on `times - 1` after it."""

    path: re.Pattern[str]
    action: Action
    nth: int
    times: int
    page: Page | None
    when: Callable[[Asked], bool] | None
    seen: int = 0

    def due(self, path: str, asked: Asked | None, places: set[Page]) -> bool:
        """Count a request; tell whether it is one to spoil."""
        if not self.path.search(path) or (self.page and self.page not in places):
            return False
        if self.when and (asked is None or not self.when(asked)):
            return False
        self.seen += 1
        return self.nth <= self.seen < self.nth + self.times


class Faults:
    """The rules of one server; the first that is due wins."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []
        self._lock = RLock()
        self.fired = 0
        self.requests: list[tuple[str, str]] = []  # method, path with query

    def add(
        self,
        path: str,
        action: Action,
        *,
        nth: int = 1,
        times: int = 1,
        page: Page | None = None,
        when: Callable[[Asked], bool] | None = None,
    ) -> None:
        """Spoil requests whose path matches the regular expression `path`, counted from now."""
        with self._lock:
            self._rules.append(Rule(re.compile(path), action, nth, times, page, when))

    def on(
        self, path: str, nth: int, callback: Callable[[], object], *, page: Page | None = None
    ) -> None:
        """Run `callback` in the server's thread just before the `nth` such request is answered."""
        self.add(path, Call(callback), nth=nth, page=page)

    def clear(self) -> None:
        """Forget every rule and every recorded request."""
        with self._lock:
            self._rules.clear()
            self.requests.clear()
            self.fired = 0

    def record(self, method: str, path: str, query: str) -> None:
        """Note what was asked."""
        self.requests.append((method, f"{path}?{query}" if query else path))

    def needs(self, path: str) -> tuple[bool, bool]:
        """Return whether rules about `path` want to see the request, and which page it gets."""
        rules = [rule for rule in list(self._rules) if rule.path.search(path)]
        by_page = any(rule.page for rule in rules)
        return by_page or any(rule.when for rule in rules), by_page

    def due(self, path: str, asked: Asked | None, places: set[Page]) -> Action | None:
        """Return what to do wrong with a request, if anything."""
        with self._lock:
            actions = [rule.action for rule in self._rules if rule.due(path, asked, places)]
            self.fired += bool(actions)
        return actions[0] if actions else None
