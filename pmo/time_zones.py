"""The offsets of a time zone, as what places an instant on its day: the same on every engine."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from pmo.calendar_years import FIRST_YEAR, LAST_YEAR

_STEP = timedelta(days=7)
_SECOND = timedelta(seconds=1)


def utc_offsets(zone: str, first: int = FIRST_YEAR, last: int = LAST_YEAR) -> list[list[str | int]]:
    """Return `[from, seconds]` of each stretch of one offset, by its first instant in UTC.

    The first stretch begins with the year `first`; `last` is the last year. Two changes within a
    week would be taken for one: no zone has made two so close together.
    """
    info = ZoneInfo(zone)
    end = datetime(last + 1, 1, 1, tzinfo=UTC)
    before = datetime(first, 1, 1, tzinfo=UTC)
    stretches = [(before, _offset(info, before))]
    while before < end:
        after = min(before + _STEP, end)
        if _offset(info, after) != stretches[-1][1]:
            change = _first_of(info, before, after)
            stretches.append((change, _offset(info, change)))
        before = after
    return [
        [f"{begin:%Y-%m-%d %H:%M:%S}", int(offset.total_seconds())] for begin, offset in stretches
    ]


def _first_of(info: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Return the first second that has the offset of `after`, which is not that of `before`."""
    while after - before > _SECOND:
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if _offset(info, middle) == _offset(info, after):
            after = middle
        else:
            before = middle
    return after


def _offset(info: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(info).utcoffset() or timedelta()
