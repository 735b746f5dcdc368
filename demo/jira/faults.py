"""Faults on demand: what a test wants Jira to do wrong, and on which request.

    faults = Faults()
    faults.add("/search/jql", Answer(429, {"Retry-After": "2"}))       # the first search
    faults.add("/changelog/bulkfetch", Cut(after_bytes=400), nth=2)    # the second page
    faults.add("/worklog/list", Delay(5.0), times=3)                   # the first three
    with serve(plan, faults=faults) as server: ...
    assert faults.fired == 5

Rules may be added and cleared while the server runs. `requests` records what was asked.
"""

import asyncio
import re
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

FAULT = "demo.fault"  # where a route finds the page fault it must commit


@dataclass(frozen=True)
class Answer:
    """Answer with this status instead of the real thing; the body is Jira's error shape."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b'{"errorMessages":["A fault that was asked for."],"errors":{}}'


@dataclass(frozen=True)
class Cut:
    """Send the head and `after_bytes` of the body, then close the connection."""

    after_bytes: int = 200


@dataclass(frozen=True)
class Delay:
    """Wait this many seconds, then answer properly: longer than a client's read time-out."""

    seconds: float


@dataclass(frozen=True)
class EmptyPage:
    """`search/jql` sends no issue but a fresh token; nothing is skipped."""


@dataclass(frozen=True)
class RepeatedToken:
    """`search/jql` sends back the token that it was asked with."""


Action = Answer | Cut | Delay | EmptyPage | RepeatedToken


@dataclass
class Rule:
    """Do `action` on the `nth` request whose path matches, and on `times - 1` after it."""

    path: re.Pattern[str]
    action: Action
    nth: int
    times: int
    seen: int = 0

    def due(self, path: str) -> bool:
        """Count a request; tell whether it is one to spoil."""
        if not self.path.search(path):
            return False
        self.seen += 1
        return self.nth <= self.seen < self.nth + self.times


class Faults:
    """The rules of one server; the first that is due wins."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []
        self._lock = Lock()
        self.fired = 0
        self.requests: list[tuple[str, str]] = []  # method, path with query

    def add(self, path: str, action: Action, *, nth: int = 1, times: int = 1) -> None:
        """Spoil requests whose path matches the regular expression `path`, counted from now."""
        with self._lock:
            self._rules.append(Rule(re.compile(path), action, nth, times))

    def clear(self) -> None:
        """Forget every rule and every recorded request."""
        with self._lock:
            self._rules.clear()
            self.requests.clear()
            self.fired = 0

    def due(self, method: str, path: str, query: str) -> Action | None:
        """Record a request and return what to do wrong with it, if anything."""
        with self._lock:
            self.requests.append((method, f"{path}?{query}" if query else path))
            actions = [rule.action for rule in self._rules if rule.due(path)]
            self.fired += bool(actions)
        return actions[0] if actions else None


class FaultMiddleware:
    """Commits the faults around an application."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, spoiled if a rule says so."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        query = scope["query_string"].decode()
        action = self._faults.due(scope["method"], scope["path"], query)
        if isinstance(action, Answer):
            await _answer(action, send)
            return
        if isinstance(action, Delay):
            await asyncio.sleep(action.seconds)
        elif isinstance(action, Cut):
            send = _cutting(send, action.after_bytes)
        elif action is not None:
            scope[FAULT] = action
        await self._app(scope, receive, send)


async def _answer(action: Answer, send: Send) -> None:
    headers = {"content-type": "application/json;charset=UTF-8"} | action.headers
    await send(
        {
            "type": "http.response.start",
            "status": action.status,
            "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
        }
    )
    await send({"type": "http.response.body", "body": action.body})


def _cutting(send: Send, after_bytes: int) -> Send:
    left = after_bytes

    async def cut(message: Message) -> None:
        nonlocal left
        if message["type"] == "http.response.body":
            body: Any = message.get("body", b"")
            # The length in the head promises more, so the server closes what it cannot finish.
            message = {"type": message["type"], "body": body[:left], "more_body": True}
            left = max(0, left - len(body))
        await send(message)

    return cut
