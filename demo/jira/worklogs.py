"""Worklogs: how an issue's hours are split over days and people, and the site's feed of them.

Work is logged on the morning after, so `started` (the work date, in its author's own offset) is the
working day before `created`. The position of a worklog, issue * 64 + number, is its id.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from demo.jira.accounts import GHOST, Account
from demo.jira.calendar import DAY, Floats, Ints, WorkCalendar
from demo.jira.defects import Patch
from demo.jira.spaces import Space
from demo.jira.timeline import FIRST_ISSUE_ID, Cells, Timeline, fraction
from demo.organisation.calendars import is_working_day
from demo.organisation.pools import TIME_ZONES

FIRST_ID = 1_000_000
WIDTH = 64  # positions an issue has
_QUARTER = 900
_COUNTRIES = {zone: country for country, zone in TIME_ZONES.items()}
_DELETED_EVERY, _DELETED_AT = 211, 5
_UNTIL_DELETION = 0.4
_SPREAD_DAYS = 8
_NEVER = 1e6
_NO_PATCH = Patch()
_REWORK = 0.5  # days after it was reopened that an issue's last worklog is written


class Worklog(NamedTuple):
    """One worklog. Instants are epoch milliseconds, offsets seconds."""

    worklog_id: int
    issue_id: int
    author: Account
    started: int
    offset: int
    seconds: int
    created: int
    updated: int


def moment(cells: Cells, index: int, number: int) -> float:
    """Return when the worklog `number` of an issue is written; the same as `moments`."""
    logs = cells.logs[index]
    reopened = cells.reopened[index]
    if number == logs - 1 and logs > 1 and reopened < _NEVER:
        return reopened + _REWORK
    start = cells.started[index]
    return start + (cells.planned[index] - start) * ((number + 0.6) / logs)


def moments(timeline: Timeline, indexes: Ints, number: int) -> Floats:
    """Return when the worklogs `number` of several issues that have begun are written."""
    logs = timeline.logs[indexes].astype(np.float64)
    reopened, start = timeline.reopened[indexes], timeline.started[indexes]
    usual = start + (timeline.planned[indexes] - start) * ((number + 0.6) / logs)
    is_rework = (logs - 1 == number) & (logs > 1) & (reopened < _NEVER)
    return np.where(is_rework, reopened + _REWORK, usual)


def is_written(cells: Cells, index: int, when: float) -> bool:
    """Return whether what is written at the moment `when` has been written by now."""
    last = cells.last[index]
    return cells.started[index] < last and when <= last


def deletion(cells: Cells, index: int) -> float | None:
    """Return when the issue's first worklog was deleted, for the few issues where it was."""
    if index % _DELETED_EVERY != _DELETED_AT or cells.logs[index] < 2:
        return None
    when = moment(cells, index, 0)
    gone = when + _UNTIL_DELETION
    return gone if is_written(cells, index, when) and gone < cells.last[index] else None


def part(seconds: int, logs: int, index: int, number: int) -> int:
    """Return what the worklog `number` holds of an issue's seconds, in quarter hours.

    They are shared evenly; then the first of each two takes a little of the second.
    """
    base, extra = divmod(seconds // _QUARTER, logs)
    first = number - number % 2
    share = base + (number < extra)
    if first < logs - 1:
        swing = (index + first) % 3
        if base + (first + 1 < extra) > swing + 1:
            share += -swing if number % 2 else swing
    return share * _QUARTER


def find(
    cells: Cells, space: Space, index: int, number: int, patch: Patch | None
) -> Worklog | None:
    """Return the worklog `number` of an issue; `None` if there is none, or it was deleted."""
    logs = cells.logs[index]
    if number >= logs:
        return None
    when = moment(cells, index, number)
    if not is_written(cells, index, when):
        return None
    if number == 0 and deletion(cells, index) is not None:
        return None
    seconds = part(cells.seconds[index], logs, index, number)
    return compose(cells, space, index, number, seconds, when, patch or _NO_PATCH)


def compose(
    cells: Cells, space: Space, index: int, number: int, seconds: int, when: float, patch: Patch
) -> Worklog:
    """Return the worklog `number` of an issue, which holds `seconds` and is written at `when`."""
    is_final = number == cells.logs[index] - 1
    by = author(space, cells.rank[index], index, number, is_final=is_final)
    if number == 0:
        seconds = patch.seconds or seconds
        by = GHOST if patch.by_ghost else by
    begun, offset = started(space.calendar, by.time_zone, int(when), number + index)
    at = space.calendar.second(when, space.offsets) * 1000 + fraction(index)
    worklog_id, issue_id = FIRST_ID + index * WIDTH + number, FIRST_ISSUE_ID + index
    return Worklog(worklog_id, issue_id, by, begun * 1000, offset, seconds, at, at)


def author(space: Space, rank: int, index: int, number: int, *, is_final: bool) -> Account:
    """Return who wrote a worklog: whose stream the issue is in, or now and then a helper."""
    owner = space.slots[rank % len(space.slots)]
    if owner is space.expert and number % 3 == 2:
        others = [each for each in space.slots if each is not owner]
        return others[(rank + number) % len(others)] if others else owner
    helps = is_final and index % 7 == 3
    return space.slots[(rank + helps) % len(space.slots)]


def started(calendar: WorkCalendar, zone: str, whole: int, order: int) -> tuple[int, int]:
    """Return epoch seconds of the start, and the offset, for work logged on day `whole`."""
    known: list[list[tuple[int, int]]] | None = calendar.memo.get(zone)
    if known is None:
        known = calendar.memo[zone] = _work_days(calendar, zone)
    days = known[whole]
    day, offset = days[order % len(days)]
    return day * DAY + (8 + order % 3) * 3_600 + 1_800 - offset, offset


def _work_days(calendar: WorkCalendar, zone: str) -> list[list[tuple[int, int]]]:
    """Return, for each day of logging, the days worked and the zone's offset on them.

    The work of a public holiday of the author's country is spread over the days before it.
    """
    country = _COUNTRIES.get(zone, "DE")
    offsets = [int(offset) for offset in calendar.offsets(zone)]
    known = list(zip(calendar.day_list, offsets, strict=True))
    is_worked = [is_working_day(country, day) for day in calendar.dates()]
    made = []
    for whole in range(len(known)):
        before = [each for each in range(max(0, whole - 14), whole) if is_worked[each]]
        count = 1 if whole and is_worked[whole - 1] else _SPREAD_DAYS
        made.append([known[each] for each in before[-count:]] or [known[0]])
    return made


def written(
    timeline: Timeline, spaces: Sequence[Space], *, deleted: bool
) -> Iterator[tuple[Ints, Ints]]:
    """Yield parts of all worklogs (or deleted ones): epoch milliseconds of it, and positions."""
    for space in spaces:
        own = np.arange(space.first, space.first + space.size)
        for number in range(1 if deleted else int(timeline.logs[own].max(initial=0))):
            has_begun = timeline.started[own] < timeline.last[own]
            indexes = own[(timeline.logs[own] > number) & has_begun]
            when = moments(timeline, indexes, number)
            is_past = when <= timeline.last[indexes]
            indexes, when = indexes[is_past], when[is_past]
            if number == 0:
                indexes, when = _first_worklogs(timeline, indexes, when, deleted=deleted)
            seconds = space.calendar.seconds(when, space.zone)
            yield seconds * 1000 + indexes * 137 % 1000, indexes * WIDTH + number


def _first_worklogs(
    timeline: Timeline, indexes: Ints, when: Floats, *, deleted: bool
) -> tuple[Ints, Floats]:
    """Keep the first worklogs that were deleted, at that time, or those that were not."""
    gone = when + _UNTIL_DELETION
    is_gone = (indexes % _DELETED_EVERY == _DELETED_AT) & (timeline.logs[indexes] >= 2)
    is_gone &= gone < timeline.last[indexes]
    return (indexes[is_gone], gone[is_gone]) if deleted else (indexes[~is_gone], when[~is_gone])
