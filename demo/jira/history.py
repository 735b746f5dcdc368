"""One issue's life, replayed: every event changes a state and leaves a changelog entry.

What an issue is today is what the replay ends with, so fields and changelog cannot disagree.
"""

from collections.abc import Callable
from functools import partial
from random import Random

from demo.jira import catalogue as cat
from demo.jira.accounts import ROBOT, Account
from demo.jira.catalogue import Json
from demo.jira.defects import Patch
from demo.jira.life import Change, Life
from demo.jira.spaces import Space
from demo.jira.timeline import EPIC, GROOMING_DAYS, RISK, SUBTASK, Cells, fraction
from demo.jira.worklogs import compose, deletion, is_written, moment, part

_A_SECOND = 1e-4  # or two, of a working day
_SCALE = (1, 2, 3, 5, 8, 13, 20)
# A sprint is completed a few minutes into its last Monday; what is not done moves on.
COMPLETION = 0.011
_NO_PATCH = Patch()


Event = tuple[float, int, Account | None, Callable[[], list[Json]]]


class Replay:
    """Replays one issue; a helper object because twenty events share its state."""

    def __init__(
        self, cells: Cells, space: Space, index: int, rng: Random, patch: Patch | None
    ) -> None:
        self._cells = cells
        self._space = space
        self._index = index
        self._rng = rng
        self._patch = patch or _NO_PATCH
        self._rank = cells.rank[index]
        self._kind = cells.kind[index]
        self._created = cells.created[index]
        self._started = cells.started[index]
        self._finished = cells.finished[index]
        self._last = cells.last[index]
        self._owner = space.slots[self._rank % len(space.slots)]
        self._events: list[Event] = []
        self.life = Life(
            space=space,
            index=index,
            priority=min(4, max(0, round(rng.gauss(2, 0.9)))),
            remaining=cells.estimate[index],
        )

    def run(self) -> Life:
        """Return the issue's life up to its last event."""
        self._plan_backlog()
        if self._started <= self._last:
            self._plan_work()
        elif self._last > self._created:
            self._add(self._last, self._space.lead, self.life.rank_higher)
        life, begin, last = self.life, self._created + _A_SECOND, self._last
        second, offsets = self._space.calendar.second, self._space.offsets
        millis = fraction(self._index)
        # No two events have the same number, so sorting never compares what comes after it.
        for when, _, by, act in sorted(self._events):
            if when > last:
                break
            if when < begin:
                continue
            items = act()
            if items:
                life.changes.append(Change(second(when, offsets) * 1000 + millis, by, items))
        self._events.clear()  # they refer to this object, which only a collection would free
        return life

    def _add(self, when: float, by: Account | None, act: Callable[[], list[Json]]) -> None:
        self._events.append((when, len(self._events), by, act))

    # What happens, and when

    def _plan_backlog(self) -> None:
        rng, space, lead = self._rng, self._space, self._space.lead
        created, kind = self._created, self._kind
        room = min(self._expected_start() - created, GROOMING_DAYS)
        if kind not in (EPIC, SUBTASK, RISK):
            points = self._patch.points or _SCALE[min(5, int(rng.random() * 6.3))]
            if rng.random() < 0.3:
                self.life.points = points
            else:
                self._add(created + room * 0.3, lead, lambda: self.life.set_points(points))
            if rng.random() < 0.1 and not self._patch.points:
                bigger = _SCALE[_SCALE.index(points) + 1]
                self._add(created + room * 0.6, lead, lambda: self.life.set_points(bigger))
        version = min(self._rank * space.version_count // space.size, space.version_count - 1)
        if kind != EPIC:
            self._add(created + room * 0.4, lead, lambda: self.life.set_version(version))
            if version + 1 < space.version_count and rng.random() < 0.06:
                self._add(created + room * 0.8, lead, lambda: self.life.set_version(version + 1))
        if kind != EPIC and rng.random() < 0.12:
            to = max(0, self.life.priority - 1)
            self._add(created + room * 0.5, lead, lambda: self.life.set_priority(to))
        if rng.random() < 0.25:
            # Of an app that was removed since, Jira no longer names an author.
            robot = None if self._index % 5 == 2 else ROBOT
            self._add(created + room * 0.55, robot, self.life.rank_higher)
        if space.is_scrum and kind not in (EPIC, SUBTASK):
            self._plan_sprints()

    def _plan_sprints(self) -> None:
        starts, lead = self._space.sprint_starts, self._space.lead
        begin = self._expected_start()
        if begin >= starts[-1]:
            return
        first = self._space.sprint_at(begin)
        planned = max(starts[first] - 0.3, self._created + 0.05)
        self._add(planned, lead, lambda: self.life.set_sprints([first]))
        end = min(self._finished, self._last)
        last = self._space.sprint_at(end)
        for number in range(first + 1, last + 1):
            members = list(range(first, number + 1))
            if starts[number] + COMPLETION < end:
                self._add(
                    starts[number] + COMPLETION, lead, partial(self.life.set_sprints, members)
                )

    def _expected_start(self) -> float:
        """Return when work began, or is expected to."""
        if self._started <= self._last:
            return self._started
        return max(self._cells.planned[self._index], self._created + 0.3)

    def _plan_work(self) -> None:
        rng, owner = self._rng, self._owner
        begin, last = self._started, self._last
        finish = self._cells.planned[self._index]
        if self._finished <= last:
            finish = self._finished
        length = finish - begin
        self._add(begin, owner, lambda: self.life.assign(owner) + self.life.move(cat.PROGRESS))
        if rng.random() < 0.07:
            self._add(begin + length * 0.3, owner, lambda: self.life.move(cat.BLOCKED))
            self._add(begin + length * 0.55, owner, lambda: self.life.move(cat.PROGRESS))
        if rng.random() < 0.05:
            helper = self._space.slots[(self._rank + 2) % len(self._space.slots)]
            self._add(begin + length * 0.4, self._space.lead, lambda: self.life.assign(helper))
        self._add(finish - min(1.0, length * 0.2), owner, lambda: self.life.move(cat.REVIEW))
        self._plan_worklogs()
        if self._finished > last:
            self._add(last, self._space.lead, self.life.rank_higher)
            return
        self._add(self._finished, owner, self.life.finish)
        self._plan_rework()

    def _plan_rework(self) -> None:
        owner, lead = self._owner, self._space.lead
        reopened = self._cells.reopened[self._index]
        refinished = self._cells.refinished[self._index]
        if reopened > self._last:
            return
        self._add(reopened, lead, self.life.reopen)
        if self._space.is_scrum and self._kind != SUBTASK:
            number = self._space.sprint_at(reopened)
            self._add(reopened + 0.01, lead, lambda: self.life.join_sprint(number))
        if refinished <= self._last:
            self._add(refinished, owner, self.life.finish)
        else:
            self._add(self._last, lead, self.life.rank_higher)

    def _plan_worklogs(self) -> None:
        cells, index, space, patch = self._cells, self._index, self._space, self._patch
        logs = cells.logs[index]
        if not logs:
            return
        gone = deletion(cells, index)
        total = cells.seconds[index]
        for number in range(logs):
            when = moment(cells, index, number)
            if not is_written(cells, index, when):
                continue
            seconds = part(total, logs, index, number)
            row = compose(cells, space, index, number, seconds, when, patch)
            self._add(when, row.author, partial(self.life.log, row))
            if number == 0 and gone is not None:
                self._add(gone, row.author, partial(self.life.unlog, row.worklog_id))
