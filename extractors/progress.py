"""Say how far a feed is: in the log now and then, or on a terminal while somebody watches.

A log gets plain sentences only. Who has a terminal hands in a display (`shown_on`); extractors
know nothing of it.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

log = logging.getLogger(__name__)

LOG_EVERY_S = 15.0
# Before this, a rate says more about the start than about the feed.
SETTLED_S = 2.0


class Display(Protocol):
    """Shows the feeds that are under way."""

    def show(self, progress: "Progress") -> None:
        """Show how far `progress` is; called often."""

    def remove(self, progress: "Progress") -> None:
        """Forget a feed that has ended."""


_display: ContextVar[Display | None] = ContextVar("display", default=None)


@contextmanager
def shown_on(display: Display) -> Iterator[None]:
    """Show every feed that begins within the block on `display` instead of in the log."""
    token = _display.set(display)
    try:
        yield
    finally:
        _display.reset(token)


class Progress:
    """How far one feed is; `expected` is the number of entities to come, where it is known."""

    def __init__(self, feed: str, expected: int | None = None) -> None:
        self.feed = feed
        self.expected = expected
        self.read = 0
        self._began = self._said = time.monotonic()
        self._display = _display.get()

    def add(self, count: int) -> None:
        """Count entities that were read."""
        self.read += count
        if self._display:
            self._display.show(self)
        elif time.monotonic() - self._said >= LOG_EVERY_S:
            self._said = time.monotonic()
            log.info("%s: %s", self.feed, self)

    def done(self, landed: int, rejected: int) -> None:
        """Say what the feed came to."""
        if self._display:
            self._display.remove(self)
        log.info(
            "%s: %s read, %s rows landed, %s rejected, %s",
            self.feed,
            f"{self.read:,}",
            f"{landed:,}",
            f"{rejected:,}",
            self._rate(),
        )

    @property
    def seconds_left(self) -> float | None:
        """Return the seconds to go at the rate so far, None where nobody can say."""
        took = time.monotonic() - self._began
        if not self.expected or not 0 < self.read < self.expected or took < SETTLED_S:
            return None
        return (self.expected - self.read) * took / self.read

    def __str__(self) -> str:
        whole = ""
        if self.expected and self.read <= self.expected:
            whole = f" of {self.expected:,} ({self.read / self.expected:.0%})"
        left = self.seconds_left
        ahead = "" if left is None else f", {in_words(left)} left"
        return f"{self.read:,}{whole} so far, {self._rate()}{ahead}"

    def _rate(self) -> str:
        took = max(time.monotonic() - self._began, 0.001)
        return f"{took:.1f} s ({self.read / took:,.0f}/s)"


def in_words(seconds: float) -> str:
    """Return a length of time as people say it: `40 s`, `12 min`, `2 h 05 min`."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60:02} min"
