"""One issue's life, replayed: every event changes a state and leaves a changelog entry.

What an issue is today is what the replay ends with, so fields and changelog cannot disagree.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from random import Random

from demo.jira import catalogue as cat
from demo.jira.accounts import ROBOT, Account
from demo.jira.catalogue import Json, item
from demo.jira.defects import Patch
from demo.jira.spaces import Space
from demo.jira.timeline import EPIC, RISK, SUBTASK, Timeline, fraction
from demo.jira.worklogs import Worklog, compose, deletion, moment, split

_A_SECOND = 1e-4  # or two, of a working day
_SCALE = (1, 2, 3, 5, 8, 13)
# A sprint is completed a few minutes into its last Monday; what is not done moves on.
COMPLETION = 0.011
_REMAINS, _SPENT = "timeestimate", "timespent"


@dataclass
class Change:
    """One changelog entry: epoch milliseconds, who, and what."""

    at: int
    author: Account | None
    items: list[Json]


@dataclass
class Life:
    """What an issue is now, and how it came to be that."""

    status: int = cat.TODO
    assignee: Account | None = None
    sprints: list[int] = field(default_factory=list)  # numbers within the space
    points: int | None = None
    versions: list[int] = field(default_factory=list)  # numbers within the space
    priority: int = 2
    resolution: int | None = None
    spent: int = 0
    has_logged: bool = False
    remaining: int = 0
    changes: list[Change] = field(default_factory=list)
    worklogs: list[Worklog] = field(default_factory=list)


@dataclass(frozen=True)
class Edit:
    """What a test does to an issue while the server runs; at most one thing besides the touch."""

    at: int  # epoch milliseconds
    by: Account
    status: int | None = None
    points: int | None = None
    added: Worklog | None = None
    removed: int | None = None  # worklog id
    keys: tuple[str, str] | None = None  # a move: old key, new key


Event = tuple[float, int, Account | None, Callable[[], list[Json]]]


class Replay:
    """Replays one issue; a helper object because twenty events share its state."""

    def __init__(
        self, timeline: Timeline, space: Space, index: int, rng: Random, patch: Patch | None
    ) -> None:
        self._timeline = timeline
        self._space = space
        self._index = index
        self._rng = rng
        self._patch = patch or Patch()
        self._rank = int(timeline.rank[index])
        self._kind = int(timeline.kind[index])
        self._created = float(timeline.created[index])
        self._started = float(timeline.started[index])
        self._finished = float(timeline.finished[index])
        self._last = float(timeline.last[index])
        self._owner = space.slots[self._rank % len(space.slots)]
        self._fraction = fraction(index)
        self._events: list[Event] = []
        self.life = Life(
            priority=min(4, max(0, round(rng.gauss(2, 0.9)))),
            remaining=int(timeline.estimate[index]),
        )

    def run(self, edits: Sequence["Edit"] = ()) -> Life:
        """Return the issue's life up to its last event, then changed by `edits`."""
        self._plan_backlog()
        if self._started <= self._last:
            self._plan_work()
        elif self._last > self._created:
            self._add(self._last, self._space.lead, self._rank_higher)
        life = self.life
        for when, _, by, act in sorted(self._events, key=_when):
            if when > self._last:
                break
            if when < self._created + _A_SECOND:
                continue
            items = act()
            if items:
                life.changes.append(Change(self._ms(when), by, items))
        for edit in edits:
            life.changes.append(Change(edit.at, edit.by, self._edit(edit)))
        return life

    def _edit(self, edit: "Edit") -> list[Json]:
        if edit.status is not None:
            return self._finish() if edit.status == cat.DONE else self._move(edit.status)
        if edit.points is not None:
            return self._set_points(edit.points)
        if edit.added is not None:
            return self._log(edit.added)
        if edit.removed is not None:
            return self._unlog(edit.removed)
        if edit.keys is not None:
            old, new = edit.keys
            return [item("Key", "", None, old, None, new)]
        return self._rank_higher()

    def _ms(self, when: float) -> int:
        second = self._space.calendar.second(when, self._space.offsets)
        return second * 1000 + self._fraction

    def _add(self, when: float, by: Account | None, act: Callable[[], list[Json]]) -> None:
        self._events.append((when, len(self._events), by, act))

    # What happens, and when

    def _plan_backlog(self) -> None:
        rng, space, lead = self._rng, self._space, self._space.lead
        created, kind = self._created, self._kind
        until = min(self._started, self._last)
        room = until - created
        if kind not in (EPIC, SUBTASK, RISK):
            points = self._patch.points or _SCALE[min(5, int(rng.random() * 6.3))]
            if rng.random() < 0.3:
                self.life.points = points
            else:
                self._add(created + room * 0.3, lead, lambda: self._set_points(points))
            if rng.random() < 0.1 and not self._patch.points:
                bigger = points + (1 if points < 3 else 3)
                self._add(created + room * 0.6, lead, lambda: self._set_points(bigger))
        version = min(self._rank * space.version_count // space.size, space.version_count - 1)
        if kind != EPIC:
            self._add(created + room * 0.4, lead, lambda: self._set_version(version))
            if version + 1 < space.version_count and rng.random() < 0.06:
                self._add(created + room * 0.8, lead, lambda: self._set_version(version + 1))
        if rng.random() < 0.12:
            to = max(0, self.life.priority - 1)
            self._add(created + room * 0.5, lead, lambda: self._set_priority(to))
        if rng.random() < 0.25:
            # Of an app that was removed since, Jira no longer names an author.
            robot = None if self._index % 5 == 2 else ROBOT
            self._add(created + room * 0.55, robot, self._rank_higher)
        if space.is_scrum and kind not in (EPIC, SUBTASK):
            self._plan_sprints()

    def _plan_sprints(self) -> None:
        starts, lead = self._space.sprint_starts, self._space.lead
        begin = min(self._started, self._started_if_planned())
        if begin >= starts[-1]:
            return
        first = self._space.sprint_at(begin)
        planned = max(starts[first] - 0.3, self._created + 0.05)
        self._add(planned, lead, lambda: self._set_sprints([first]))
        end = min(self._finished, self._last)
        last = self._space.sprint_at(end)
        for number in range(first + 1, last + 1):
            members = list(range(first, number + 1))
            if starts[number] + COMPLETION < end:
                self._add(starts[number] + COMPLETION, lead, partial(self._set_sprints, members))

    def _started_if_planned(self) -> float:
        """Return when work is expected to begin, for what has not begun."""
        if self._started <= self._last:
            return self._started
        return float(self._timeline.planned[self._index])

    def _plan_work(self) -> None:
        rng, owner = self._rng, self._owner
        begin, last = self._started, self._last
        finish = float(self._timeline.planned[self._index])
        if self._finished <= last:
            finish = self._finished
        length = finish - begin
        self._add(begin, owner, lambda: self._assign(owner) + self._move(cat.PROGRESS))
        if rng.random() < 0.07:
            self._add(begin + length * 0.3, owner, lambda: self._move(cat.BLOCKED))
            self._add(begin + length * 0.55, owner, lambda: self._move(cat.PROGRESS))
        if rng.random() < 0.05:
            helper = self._space.slots[(self._rank + 2) % len(self._space.slots)]
            self._add(begin + length * 0.4, self._space.lead, lambda: self._assign(helper))
        self._add(finish - min(1.0, length * 0.2), owner, lambda: self._move(cat.REVIEW))
        self._plan_worklogs()
        if self._finished > last:
            self._add(last, self._space.lead, self._rank_higher)
            return
        self._add(self._finished, owner, self._finish)
        self._plan_rework()

    def _plan_rework(self) -> None:
        owner, lead = self._owner, self._space.lead
        reopened = float(self._timeline.reopened[self._index])
        refinished = float(self._timeline.refinished[self._index])
        if reopened > self._last:
            return
        self._add(reopened, lead, self._reopen)
        if self._space.is_scrum and self._kind != SUBTASK:
            number = self._space.sprint_at(reopened)
            self._add(reopened + 0.01, lead, lambda: self._join_sprint(number))
        if refinished <= self._last:
            self._add(refinished, owner, self._finish)
        else:
            self._add(self._last, lead, self._rank_higher)

    def _plan_worklogs(self) -> None:
        timeline, index = self._timeline, self._index
        logs = int(timeline.logs[index])
        if not logs:
            return
        gone = deletion(timeline, index)
        parts = split(int(timeline.seconds[index]), logs, index)
        for number, seconds in enumerate(parts):
            when = moment(timeline, index, number)
            row = compose(timeline, self._space, index, number, seconds, self._patch)
            self._add(when, row.author, partial(self._log, row))
            if number == 0 and gone is not None:
                self._add(gone, row.author, partial(self._unlog, row.worklog_id))

    # What each event does to the state; returns the changelog's items

    def _assign(self, to: Account) -> list[Json]:
        old = self.life.assignee
        if old is to:
            return []
        self.life.assignee = to
        return [
            item(
                "assignee",
                "assignee",
                old.account_id if old else None,
                old.name if old else None,
                to.account_id,
                to.name,
            )
        ]

    def _move(self, to: int) -> list[Json]:
        old = cat.STATUSES[self.life.status]
        new = cat.STATUSES[to]
        self.life.status = to
        return [item("status", "status", old[0], old[1], new[0], new[1])]

    def _finish(self) -> list[Json]:
        wont = self._index % 29 == 11
        resolution = cat.RESOLUTIONS[wont]
        items = [item("resolution", "resolution", None, None, resolution[0], resolution[1])]
        self.life.resolution = int(wont)
        items += self._move(cat.DONE)
        if self.life.remaining:
            items += self._remain(0)
        return items

    def _reopen(self) -> list[Json]:
        old = cat.RESOLUTIONS[self.life.resolution or 0]
        self.life.resolution = None
        return [
            item("resolution", "resolution", old[0], old[1], None, None),
            *self._move(cat.PROGRESS),
        ]

    def _set_points(self, points: int) -> list[Json]:
        old = None if self.life.points is None else str(self.life.points)
        self.life.points = points
        # Jira keeps no `from` or `to` for a number field, only its text.
        return [item("Story Points", cat.POINTS_FIELD, None, old, None, str(points))]

    def _set_version(self, version: int) -> list[Json]:
        items = [self._version_item(old, is_added=False) for old in self.life.versions]
        self.life.versions = [version]
        return [*items, self._version_item(version, is_added=True)]

    def _version_item(self, version: int, *, is_added: bool) -> Json:
        side = (str(self._space.version_id(version)), self._space.version_name(version))
        none = (None, None)
        old, new = (none, side) if is_added else (side, none)
        return item("Fix Version", "fixVersions", *old, *new)

    def _set_priority(self, to: int) -> list[Json]:
        old, new = cat.PRIORITIES[self.life.priority], cat.PRIORITIES[to]
        if old == new:
            return []
        self.life.priority = to
        return [item("priority", "priority", old[0], old[1], new[0], new[1])]

    def _rank_higher(self) -> list[Json]:
        # The one item that comes without a `fieldId`, as Jira has it for some histories.
        return [item("Rank", "", "", "", "", "Ranked higher")]

    def _set_sprints(self, sprints: list[int]) -> list[Json]:
        old = self.life.sprints
        self.life.sprints = sprints
        ids, names = self._space.sprint_id, self._space.sprint_name
        return [
            item(
                "Sprint",
                cat.SPRINT_FIELD,
                ", ".join(str(ids(number)) for number in old),
                ", ".join(names(number) for number in old),
                ", ".join(str(ids(number)) for number in sprints),
                ", ".join(names(number) for number in sprints),
            )
        ]

    def _join_sprint(self, number: int) -> list[Json]:
        if number in self.life.sprints:
            return []
        return self._set_sprints([*self.life.sprints, number])

    def _remain(self, seconds: int) -> list[Json]:
        old, new = str(self.life.remaining), str(seconds)
        self.life.remaining = seconds
        return [item(_REMAINS, _REMAINS, old, old, new, new)] if old != new else []

    def _spend(self, seconds: int) -> list[Json]:
        old = str(self.life.spent) if self.life.has_logged else None
        self.life.spent += seconds
        self.life.has_logged = True
        new = str(self.life.spent)
        return [item(_SPENT, _SPENT, old, old, new, new)]

    def _log(self, row: Worklog) -> list[Json]:
        self.life.worklogs.append(row)
        return self._spend(row.seconds) + self._remain(max(0, self.life.remaining - row.seconds))

    def _unlog(self, worklog_id: int) -> list[Json]:
        [row] = [row for row in self.life.worklogs if row.worklog_id == worklog_id]
        self.life.worklogs.remove(row)
        gone = str(worklog_id)
        return [
            item("WorklogId", "WorklogId", gone, gone, None, None),
            *self._spend(-row.seconds),
            *self._remain(self.life.remaining + row.seconds),
        ]


def _when(event: Event) -> tuple[float, int]:
    return event[0], event[1]
