"""What the threads of one session share: how many may ask at once, and not before when.

What a server tells one thread holds for all: a 429 that only its hearer minded would be answered
by the others' next requests, and lengthened.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

CALM_ANSWERS = 10  # answers far from any limit, after which one more thread may ask again


class ClosedGateError(Exception):
    """The session was closed while a thread waited for its turn."""


class Gate:
    """Lets at most `most` threads through at once; `sleep` stands in for waiting, in tests."""

    def __init__(self, most: int, sleep: Callable[[float], object] | None = None) -> None:
        self._most = self._limit = most
        self._active = self._calm = 0
        self._until = self._skipped = 0.0
        self._sleep = sleep
        self._changed = threading.Condition()
        self._closed = threading.Event()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold a place among those who ask, once the gate is open; raise when it is closed."""
        self._enter()
        try:
            yield
        finally:
            with self._changed:
                self._active -= 1
                self._changed.notify_all()

    def hold(self, seconds: float) -> None:
        """Let nobody through for `seconds`, and then one at a time until answers are calm."""
        with self._changed:
            self._calm, self._limit = 0, 1
            self._until = max(self._until, self._now() + seconds)

    def calm(self) -> None:
        """Note an answer far from any limit."""
        with self._changed:
            self._calm += 1
            if self._calm >= CALM_ANSWERS and self._limit < self._most:
                self._calm, self._limit = 0, self._limit + 1
                self._changed.notify_all()

    def rest(self, seconds: float) -> None:
        """Wait, as one thread; raise when the gate closes for good meanwhile."""
        (self._sleep or self._closed.wait)(seconds)
        with self._changed:
            if self._sleep:
                self._skipped += seconds
        self._refuse_when_closed()

    def close(self) -> None:
        """Send everybody home who waits, and whoever comes."""
        self._closed.set()
        with self._changed:
            self._changed.notify_all()

    def _enter(self) -> None:
        while True:
            with self._changed:
                self._refuse_when_closed()
                ahead = self._until - self._now()
                if ahead <= 0:
                    if self._active < self._limit:
                        self._active += 1
                        return
                    self._changed.wait()
                    continue
            self.rest(ahead)

    def _now(self) -> float:
        # What a stand-in for waiting skipped has gone by as well.
        return time.monotonic() + self._skipped

    def _refuse_when_closed(self) -> None:
        if self._closed.is_set():
            raise ClosedGateError
