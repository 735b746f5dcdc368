"""Working days as one number line, so that a whole portfolio's moments are array arithmetic.

A moment is `w`, in working days: its whole part counts days, its fraction runs from 09:00 to 17:00
local time. Every issue's life is laid out on this line, so nothing ever happens on a weekend.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DAY = 86_400
OPEN, SPAN = 9 * 3_600, 8 * 3_600  # seconds of a local day
LEAD_IN_DAYS, OUTLOOK_DAYS = 45, 120
_EPOCH = date(1970, 1, 1)
_FEASTS = {(1, 1), (5, 1), (12, 25), (12, 26)}  # days off everywhere the organisation works


@dataclass(frozen=True)
class WorkCalendar:
    """Working days from before `start` to beyond `as_of`; what is past ends the day before it."""

    start: date
    as_of: date

    @cached_property
    def days(self) -> Ints:
        """Return the working days as days since 1970."""
        first = self.start - timedelta(days=LEAD_IN_DAYS)
        span = (self.as_of - first).days + OUTLOOK_DAYS
        days = (first + timedelta(days=offset) for offset in range(span))
        return np.array([epoch_day(day) for day in days if is_working_day(day)], dtype=np.int64)

    @cached_property
    def day_list(self) -> list[int]:
        """Return `days` as plain integers, which index faster one at a time."""
        return [int(day) for day in self.days]

    @cached_property
    def memo(self) -> dict[str, Any]:
        """Return a place for what others work out of this calendar, by time zone."""
        return {}

    @cached_property
    def end(self) -> float:
        """Return the moment just after the last one that has happened."""
        return float(np.searchsorted(self.days, epoch_day(self.as_of)))

    def at(self, day: date) -> float:
        """Return the opening of `day`, or of the first working day after it."""
        return float(np.searchsorted(self.days, epoch_day(day)))

    def dates(self) -> list[date]:
        """Return the working days as dates."""
        return [_EPOCH + timedelta(days=day) for day in self.day_list]

    def offsets(self, zone: str) -> Ints:
        """Return the zone's offset from UTC on each working day, in seconds."""
        return _offsets(self, zone)

    def seconds(self, moments: Floats, zone: str) -> Ints:
        """Return epoch seconds of moments in a zone."""
        whole = moments.astype(np.int64)
        local = self.days[whole] * DAY + OPEN + ((moments - whole) * SPAN).astype(np.int64)
        return local - self.offsets(zone)[whole]

    def second(self, moment: float, offsets: list[int]) -> int:
        """Return epoch seconds of one moment; the same arithmetic as `seconds`."""
        whole = int(moment)
        local = self.day_list[whole] * DAY + OPEN + int((moment - whole) * SPAN)
        return local - offsets[whole]


@cache
def _offsets(calendar: WorkCalendar, zone: str) -> Ints:
    place = ZoneInfo(zone)
    noons = (datetime(day.year, day.month, day.day, 12, tzinfo=place) for day in calendar.dates())
    shifts = (noon.utcoffset() or timedelta() for noon in noons)
    return np.array([int(shift.total_seconds()) for shift in shifts], dtype=np.int64)


def is_working_day(day: date) -> bool:
    """Return whether anybody works on `day`."""
    return day.isoweekday() <= 5 and (day.month, day.day) not in _FEASTS


def epoch_day(day: date) -> int:
    """Return days since 1970."""
    return (day - _EPOCH).days


def iso_day(epoch: int) -> str:
    """Return the ISO date of a day since 1970."""
    return (_EPOCH + timedelta(days=epoch)).isoformat()


_MINUTES = [f"{minute // 60:02d}:{minute % 60:02d}:" for minute in range(24 * 60)]


@cache
def _day_text(day: int) -> str:
    return iso_day(day) + "T"


def stamp(milliseconds: int, offset: int = 0) -> str:
    """Return an instant as Jira writes it, at `offset` seconds: 2026-01-05T09:12:33.120+0100."""
    seconds, millis = divmod(milliseconds, 1000)
    day, second = divmod(seconds + offset, DAY)
    minute, second = divmod(second, 60)
    return f"{_day_text(day)}{_MINUTES[minute]}{second:02d}.{millis:03d}{_sign(offset)}"


@cache
def _sign(offset: int) -> str:
    hours, rest = divmod(abs(offset), 3_600)
    return f"{'-' if offset < 0 else '+'}{hours:02d}{rest // 60:02d}"


def milliseconds(moment: datetime) -> int:
    """Return epoch milliseconds of an aware moment."""
    return int(moment.astimezone(UTC).timestamp() * 1000)
