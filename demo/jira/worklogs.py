"""Worklogs: how an issue's hours are split over days and people, and the site's feed of them.

Work is logged on the morning after, so `started` (the work date, in its author's own offset) is the
working day before `created`. The position of a worklog, issue * 64 + number, is its id.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from demo.jira.accounts import GHOST, Account
from demo.jira.calendar import DAY, Floats, Ints, WorkCalendar
from demo.jira.defects import Patch
from demo.jira.spaces import Space
from demo.jira.timeline import FIRST_ISSUE_ID, Timeline, fraction
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
_REWORK = 0.5  # days after it was reopened that an issue's last worklog is written


@dataclass(frozen=True)
class Worklog:
    """One worklog. Instants are epoch milliseconds, offsets seconds."""

    worklog_id: int
    issue_id: int
    author: Account
    started: int
    offset: int
    seconds: int
    created: int
    updated: int


def moment(timeline: Timeline, index: int, number: int) -> float:
    """Return when the worklog `number` of an issue is written; the same as `moments`."""
    logs = int(timeline.logs[index])
    reopened = float(timeline.reopened[index])
    if number == logs - 1 and logs > 1 and reopened < _NEVER:
        return reopened + _REWORK
    start = float(timeline.started[index])
    return start + (float(timeline.planned[index]) - start) * ((number + 0.6) / logs)


def moments(timeline: Timeline, indexes: Ints, number: int) -> Floats:
    """Return when the worklogs `number` of several issues that have begun are written."""
    logs = timeline.logs[indexes].astype(np.float64)
    reopened, start = timeline.reopened[indexes], timeline.started[indexes]
    usual = start + (timeline.planned[indexes] - start) * ((number + 0.6) / logs)
    is_rework = (logs - 1 == number) & (logs > 1) & (reopened < _NEVER)
    return np.where(is_rework, reopened + _REWORK, usual)


def is_written(timeline: Timeline, index: int, number: int) -> bool:
    """Return whether the worklog `number` has been written by now."""
    last = float(timeline.last[index])
    return float(timeline.started[index]) < last and moment(timeline, index, number) <= last


def deletion(timeline: Timeline, index: int) -> float | None:
    """Return when the issue's first worklog was deleted, for the few issues where it was."""
    if index % _DELETED_EVERY != _DELETED_AT or int(timeline.logs[index]) < 2:
        return None
    if not is_written(timeline, index, 0):
        return None
    gone = moment(timeline, index, 0) + _UNTIL_DELETION
    return gone if gone < float(timeline.last[index]) else None


def split(seconds: int, logs: int, index: int) -> list[int]:
    """Split an issue's seconds into quarter hours for each worklog; the sum is kept."""
    base, extra = divmod(seconds // _QUARTER, logs)
    parts = [base + (number < extra) for number in range(logs)]
    for number in range(0, logs - 1, 2):
        swing = (index + number) % 3
        if parts[number + 1] > swing + 1:
            parts[number] += swing
            parts[number + 1] -= swing
    return [part * _QUARTER for part in parts]


def find(
    timeline: Timeline, space: Space, index: int, number: int, patch: Patch | None
) -> Worklog | None:
    """Return the worklog `number` of an issue; `None` if there is none, or it was deleted."""
    logs = int(timeline.logs[index])
    if number >= logs or not is_written(timeline, index, number):
        return None
    if number == 0 and deletion(timeline, index) is not None:
        return None
    seconds = split(int(timeline.seconds[index]), logs, index)[number]
    return compose(timeline, space, index, number, seconds, patch or Patch())


def compose(
    timeline: Timeline, space: Space, index: int, number: int, seconds: int, patch: Patch
) -> Worklog:
    """Return the worklog `number` of an issue, which holds `seconds`."""
    is_final = number == int(timeline.logs[index]) - 1
    by = author(space, int(timeline.rank[index]), index, number, is_final=is_final)
    if number == 0:
        seconds = patch.seconds or seconds
        by = GHOST if patch.by_ghost else by
    when = moment(timeline, index, number)
    begun, offset = started(space.calendar, by.time_zone, int(when), number + index)
    at = space.calendar.second(when, space.offsets) * 1000 + fraction(index)
    return Worklog(
        worklog_id=FIRST_ID + index * WIDTH + number,
        issue_id=FIRST_ISSUE_ID + index,
        author=by,
        started=begun * 1000,
        offset=offset,
        seconds=seconds,
        created=at,
        updated=at,
    )


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
    days = _work_days(calendar, zone)[whole]
    day, offset = days[order % len(days)]
    return day * DAY + (8 + order % 3) * 3_600 + 1_800 - offset, offset


@cache
def _work_days(calendar: WorkCalendar, zone: str) -> list[list[tuple[int, int]]]:
    """Return, for each day of logging, the day worked and the zone's offset on it.

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


def feed(timeline: Timeline, spaces: Sequence[Space], *, deleted: bool) -> tuple[Ints, Ints]:
    """Return all worklogs by time: epoch milliseconds of the change, and ids."""
    stamps, positions = [], []
    for space in spaces:
        own = np.arange(space.first, space.first + space.size)
        for number in range(int(timeline.logs[own].max(initial=0))):
            has_begun = timeline.started[own] < timeline.last[own]
            indexes = own[(timeline.logs[own] > number) & has_begun]
            written = moments(timeline, indexes, number)
            is_past = written <= timeline.last[indexes]
            indexes, written = indexes[is_past], written[is_past]
            if number == 0:
                indexes, written = _first_worklogs(timeline, indexes, written, deleted=deleted)
            elif deleted:
                continue
            seconds = space.calendar.seconds(written, space.zone)
            stamps.append(seconds * 1000 + indexes * 137 % 1000)
            positions.append(indexes * WIDTH + number)
    stamp = np.concatenate([*stamps, np.empty(0, dtype=np.int64)])
    position = np.concatenate([*positions, np.empty(0, dtype=np.int64)])
    order = np.lexsort((position, stamp))
    return stamp[order], position[order] + FIRST_ID


def _first_worklogs(
    timeline: Timeline, indexes: Ints, written: Floats, *, deleted: bool
) -> tuple[Ints, Floats]:
    """Keep the first worklogs that were deleted, at that time, or those that were not."""
    gone = written + _UNTIL_DELETION
    is_gone = (indexes % _DELETED_EVERY == _DELETED_AT) & (timeline.logs[indexes] >= 2)
    is_gone &= gone < timeline.last[indexes]
    return (indexes[is_gone], gone[is_gone]) if deleted else (indexes[~is_gone], written[~is_gone])
