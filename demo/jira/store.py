"""Finds and makes issues on demand; holds arrays, never bodies."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from random import Random

import numpy as np
from numpy.typing import NDArray

from demo.jira.accounts import accounts
from demo.jira.calendar import Ints, milliseconds
from demo.jira.defects import Defect, plant
from demo.jira.feeds import WorklogFeed
from demo.jira.groups import build_groups
from demo.jira.history import Replay
from demo.jira.index import INDEX_BITS, SearchIndex
from demo.jira.layout import lay_out
from demo.jira.life import Edit, Life, changed_by
from demo.jira.spaces import Space, build_spaces
from demo.jira.timeline import FIRST_ISSUE_ID, Timeline, fraction
from demo.jira.worklogs import FIRST_ID, WIDTH, Worklog
from demo.jira.worklogs import find as find_worklog
from demo.plan import Plan
from pmo.clock import Clock

_CACHED_LIVES = 4_096
_FIRST_PROJECT_ID = 10_000


@dataclass(frozen=True)
class Added:
    """An issue that was created while the site is served: epoch milliseconds and place."""

    created: int
    space: Space
    number: int  # of the issue whose summary it has


class Store:
    """Everything that is in Jira.

    Issues are addressed by `index`, their position; `issue_id` is `FIRST_ISSUE_ID + index`.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.spaces = build_spaces(plan)
        self.timeline: Timeline = lay_out(plan, self.spaces)
        if len(self.timeline) >= 1 << INDEX_BITS:
            raise ValueError(f"{len(self.timeline)} issues are too many; the limit is {1 << 21}")
        self.accounts = accounts(plan)
        self.groups = build_groups(plan)
        self.defects: tuple[Defect, ...] = plant(self.timeline, self.spaces)
        self.now = milliseconds(Clock(pinned=plan.as_of).now())
        self.version = 0  # counts mutations
        self.deleted_worklogs: list[tuple[int, int]] = []  # epoch milliseconds, worklog id
        self.changed_worklogs: list[tuple[int, int]] = []
        fractions = np.arange(len(self.timeline), dtype=np.int64) * 137 % 1000
        self.updates: Ints = self.timeline.updated * 1000 + fractions
        self.space_of: NDArray[np.int16] = np.repeat(
            np.arange(len(self.spaces), dtype=np.int16), [space.size for space in self.spaces]
        )
        self._patches = {each.index: each.patch for each in self.defects}
        self._by_key = {space.key: space for space in self.spaces}
        self.deleted: set[int] = set()
        self.archived: set[int] = set()  # positions of spaces
        self.hidden: set[int] = set()  # positions of spaces that the account may not browse
        self.restricted: dict[int, int] = {}  # index, status that asking for the issue gets
        self.added: dict[int, Added] = {}
        self._edits: dict[int, list[Edit]] = {}
        self._keys: dict[int, str] = {}  # of issues that moved or were added
        self._aliases: dict[str, int] = {}  # every key that such an issue ever had
        self.life = lru_cache(_CACHED_LIVES)(self._life)
        self.index = SearchIndex(self)
        self.feed = WorklogFeed(self)

    # Looking up

    def __iter__(self) -> Iterator[int]:
        """Yield the index of every issue that the reading account can see."""
        return iter(np.flatnonzero(self.visible()).tolist())

    def visible(self) -> NDArray[np.bool_]:
        """Return for every issue whether it is there and the reading account may see it."""
        seen = np.ones(len(self.timeline), dtype=bool)
        if lost := self.archived | self.hidden:
            seen &= ~np.isin(self.space_of, list(lost))
        seen[list(self.deleted) + list(self.restricted)] = False
        return seen

    def space(self, index: int) -> Space:
        """Return the Jira project that an issue is in now."""
        return self.spaces[int(self.space_of[index])]

    def home(self, index: int) -> Space:
        """Return the Jira project that an issue was created in."""
        if self.added and index in self.added:
            return self.added[index].space
        return self.spaces[bisect_right(self._firsts, index) - 1]

    def number(self, index: int) -> int:
        """Return the number, from 1, that decides what an issue is about."""
        added = self.added.get(index)
        return added.number if added else index - self.home(index).first + 1

    def key(self, index: int) -> str:
        """Return the issue's key."""
        key = self._keys.get(index)
        if key:
            return key
        space = self.spaces[self.space_of[index]]
        return f"{space.key}-{index - space.first + 1}"

    def find(self, id_or_key: str) -> int | None:
        """Return the index of an issue, also by a key it had before it moved; `None`: no such."""
        if id_or_key.isdigit():
            index = int(id_or_key) - FIRST_ISSUE_ID
        else:
            index = self._index_of_key(id_or_key.upper())
        return index if 0 <= index < len(self.timeline) and self.is_there(index) else None

    def is_there(self, index: int) -> bool:
        """Return whether the issue at `index` has not been deleted."""
        return index not in self.deleted

    def sees(self, index: int) -> bool:
        """Return whether the reading account can see the issue at `index`."""
        position = int(self.space_of[index])
        is_lost = position in self.archived or position in self.hidden
        return self.is_there(index) and index not in self.restricted and not is_lost

    def find_space(self, id_or_key: str) -> Space | None:
        """Return a Jira project by key or numeric id."""
        if id_or_key.isdigit():
            position = int(id_or_key) - _FIRST_PROJECT_ID
            return self.spaces[position] if 0 <= position < len(self.spaces) else None
        return self._by_key.get(id_or_key.upper())

    def unsearchable(self, projects: Iterable[str]) -> list[str]:
        """Return those of the projects (keys or ids) that a search does not know."""
        lost = self.archived | self.hidden
        found = [(each, self.find_space(each)) for each in projects]
        return [each for each, space in found if space is None or space.position in lost]

    def updated(self, index: int) -> int:
        """Return when the issue last changed, epoch milliseconds."""
        return int(self.updates[index])

    def created(self, index: int) -> int:
        """Return when the issue was created, epoch milliseconds."""
        added = self.added.get(index)
        if added:
            return added.created
        space = self.home(index)
        second = space.calendar.second(float(self.timeline.created[index]), space.offsets)
        return second * 1000 + fraction(index)

    def worklog(self, worklog_id: int) -> Worklog | None:
        """Return a worklog by id; `None` if there is none or it cannot be seen."""
        index, number = divmod(worklog_id - FIRST_ID, WIDTH)
        if not 0 <= index < len(self.timeline) or not self.sees(index):
            return None
        if index in self._edits:
            rows = self.life(index).worklogs
            return next((row for row in rows if row.worklog_id == worklog_id), None)
        return find_worklog(
            self.timeline.cells, self.home(index), index, number, self._patches.get(index)
        )

    def census(self, space: Space) -> tuple[int, int]:
        """Return how many issues are visible in a project, and when the last one changed."""
        own = (self.space_of == space.position) & self.visible()
        return int(own.sum()), int(self.updates[own].max(initial=0))

    def changed(self) -> None:
        """Forget what was made of the issues before."""
        self.version += 1
        self.life.cache_clear()

    def _life(self, index: int) -> Life:
        edits = self._edits.get(index, ())
        space = self.home(index)
        if index in self.added:
            estimate = int(self.timeline.estimate[index])
            return changed_by(Life(space, index, remaining=estimate), edits)
        rng = Random((self.plan.seed << 40) ^ (index * 0x9E3779B1))  # noqa: S311 - not a secret
        patch = self._patches.get(index)
        return changed_by(Replay(self.timeline.cells, space, index, rng, patch).run(), edits)

    @cached_property
    def _firsts(self) -> list[int]:
        return [space.first for space in self.spaces]

    def _index_of_key(self, key: str) -> int:
        if key in self._aliases:
            return self._aliases[key]
        space_key, _, number = key.rpartition("-")
        space = self._by_key.get(space_key)
        is_there = space is not None and number.isdigit() and 1 <= int(number) <= space.size
        return space.first + int(number) - 1 if space and is_there else -1
