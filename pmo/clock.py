"""The only place that reads the time; everything else is handed a clock.

`PMO_AS_OF` pins the organisation's "today", so that a past day can be reported as it stood and
the demo gives the same numbers on every day of the year.
"""

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from pmo.errors import OperatorError

AS_OF_VARIABLE = "PMO_AS_OF"
# A pinned day is seen from its nightly run, after the day before has closed everywhere.
PINNED_HOUR = time(5, tzinfo=UTC)


@dataclass(frozen=True)
class Clock:
    """A clock that runs, or stands at 05:00 UTC of `pinned`."""

    pinned: date | None = None
    zone: str = "UTC"

    @classmethod
    def from_environment(cls, zone: str = "UTC") -> "Clock":
        """Return the clock that `PMO_AS_OF` (an ISO date, or nothing) asks for."""
        text = os.environ.get(AS_OF_VARIABLE)
        if not text:
            return cls(zone=zone)
        try:
            return cls(pinned=date.fromisoformat(text), zone=zone)
        except ValueError as error:
            raise OperatorError(
                f"{AS_OF_VARIABLE}={text!r} is no date; write it as 2026-06-30"
            ) from error

    def now(self) -> datetime:
        """Return the organisation's now, an aware UTC timestamp."""
        if self.pinned is not None:
            return datetime.combine(self.pinned, PINNED_HOUR)
        return datetime.now(UTC)

    def today(self) -> date:
        """Return the as-of day: the pinned day, or today in the organisation's time zone."""
        return self.pinned or datetime.now(ZoneInfo(self.zone)).date()


def wall_time() -> datetime:
    """Return the machine's real time, for identifiers that must be unique and never reported."""
    return datetime.now(UTC)
