"""Finds, orders and makes issues on demand; holds arrays, never bodies."""

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property, lru_cache
from random import Random

import numpy as np
from numpy.typing import NDArray

from demo.jira.accounts import accounts
from demo.jira.calendar import DAY, Ints, milliseconds
from demo.jira.defects import Defect, plant
from demo.jira.history import Replay
from demo.jira.jql import Query
from demo.jira.layout import lay_out
from demo.jira.life import Edit, Life
from demo.jira.spaces import Space, build_spaces
from demo.jira.timeline import FIRST_ISSUE_ID, Timeline, fraction
from demo.jira.worklogs import FIRST_ID, WIDTH, Worklog, feed
from demo.jira.worklogs import find as find_worklog
from demo.plan import Plan
from pmo.clock import Clock

_INDEX_BITS = 21
_CACHED_LIVES = 4_096


class Store:
    """Everything that is in Jira.

    Issues are addressed by `index`, their position; `issue_id` is `FIRST_ISSUE_ID + index`.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.spaces = build_spaces(plan)
        self.timeline: Timeline = lay_out(plan, self.spaces)
        if len(self.timeline) >= 1 << _INDEX_BITS:
            raise ValueError(f"{len(self.timeline)} issues are too many; the limit is {1 << 21}")
        self.accounts = accounts(plan)
        self.defects: tuple[Defect, ...] = plant(self.timeline, self.spaces)
        self.now = milliseconds(Clock(pinned=plan.as_of).now())
        self.version = 0  # counts mutations
        self.deleted_worklogs: list[tuple[int, int]] = []  # epoch milliseconds, worklog id
        self.changed_worklogs: list[tuple[int, int]] = []
        self._fraction = np.arange(len(self.timeline), dtype=np.int64) * 137 % 1000
        self._updated: Ints = self.timeline.updated * 1000 + self._fraction
        self._space_of = np.repeat(
            np.arange(len(self.spaces), dtype=np.int16), [space.size for space in self.spaces]
        )
        self._patches = {each.index: each.patch for each in self.defects}
        self._by_key = {space.key: space for space in self.spaces}
        self._deleted: set[int] = set()
        self._edits: dict[int, list[Edit]] = {}
        self._moved: dict[int, str] = {}
        self.life = lru_cache(_CACHED_LIVES)(self._life)
        self._order = lru_cache(8)(self._sorted)

    # Looking up

    def __iter__(self) -> Iterator[int]:
        """Yield the index of every issue that is not deleted."""
        return (index for index in range(len(self.timeline)) if index not in self._deleted)

    def space(self, index: int) -> Space:
        """Return the Jira project that an issue is in now."""
        return self.spaces[int(self._space_of[index])]

    def home(self, index: int) -> Space:
        """Return the Jira project that an issue was created in."""
        return self.spaces[bisect_right(self._firsts, index) - 1]

    def key(self, index: int) -> str:
        """Return the issue's key."""
        moved = self._moved.get(index)
        if moved:
            return moved
        space = self.spaces[self._space_of[index]]
        return f"{space.key}-{index - space.first + 1}"

    def find(self, id_or_key: str) -> int | None:
        """Return the index of an issue, also by a key it had before it moved; `None`: no such."""
        if id_or_key.isdigit():
            index = int(id_or_key) - FIRST_ISSUE_ID
        else:
            index = self._index_of_key(id_or_key.upper())
        is_known = 0 <= index < len(self.timeline) and index not in self._deleted
        return index if is_known else None

    def is_there(self, index: int) -> bool:
        """Return whether the issue at `index` has not been deleted."""
        return index not in self._deleted

    def find_space(self, id_or_key: str) -> Space | None:
        """Return a Jira project by key or numeric id."""
        if id_or_key.isdigit():
            position = int(id_or_key) - 10_000
            return self.spaces[position] if 0 <= position < len(self.spaces) else None
        return self._by_key.get(id_or_key.upper())

    def updated(self, index: int) -> int:
        """Return when the issue last changed, epoch milliseconds."""
        return int(self._updated[index])

    def created(self, index: int) -> int:
        """Return when the issue was created, epoch milliseconds."""
        space = self.home(index)
        second = space.calendar.second(float(self.timeline.created[index]), space.offsets)
        return second * 1000 + fraction(index)

    def worklog(self, worklog_id: int) -> Worklog | None:
        """Return a worklog by id; `None` if there is none or it was deleted."""
        index, number = divmod(worklog_id - FIRST_ID, WIDTH)
        if not 0 <= index < len(self.timeline) or index in self._deleted:
            return None
        if index in self._edits:
            rows = self.life(index).worklogs
            return next((row for row in rows if row.worklog_id == worklog_id), None)
        return find_worklog(
            self.timeline, self.home(index), index, number, self._patches.get(index)
        )

    def last_update(self, space: Space) -> int:
        """Return when anything in a Jira project last changed, epoch milliseconds."""
        return int(self._updated[space.first : space.first + space.size].max(initial=0))

    # Searching

    def search(self, query: Query, after: int | None, limit: int) -> tuple[list[int], int | None]:
        """Return up to `limit` indexes after the cursor, and the next cursor or `None`."""
        order = self._order(query, self.version)
        begin = 0 if after is None else int(np.searchsorted(order, after, side="right"))
        page = order[begin : begin + limit]
        indexes = [int(each) & ((1 << _INDEX_BITS) - 1) for each in page]
        more = begin + limit < len(order)
        return indexes, int(page[-1]) if more and len(page) else None

    def count(self, query: Query) -> int:
        """Return how many issues a query finds."""
        return len(self._order(query, self.version))

    def worklog_feed(self, *, deleted: bool) -> tuple[Ints, Ints]:
        """Return epoch milliseconds and ids of all worklogs changed (or deleted), by time."""
        stamps, ids = self._deleted_feed if deleted else self._feed
        news = self.deleted_worklogs if deleted else self.changed_worklogs
        if not deleted and (self.deleted_worklogs or self._deleted):
            gone = np.array([each for _, each in self.deleted_worklogs], dtype=np.int64)
            hidden = np.array(sorted(self._deleted), dtype=np.int64)
            kept = ~np.isin(ids, gone) & ~np.isin((ids - FIRST_ID) // WIDTH, hidden)
            stamps, ids = stamps[kept], ids[kept]
        if not news:
            return stamps, ids
        rows = sorted(news)
        more = np.array([at for at, _ in rows]), np.array([each for _, each in rows])
        return np.concatenate([stamps, more[0]]), np.concatenate([ids, more[1]])

    def _life(self, index: int) -> Life:
        space = self.home(index)
        rng = Random((self.plan.seed << 40) ^ (index * 0x9E3779B1))  # noqa: S311 - not a secret
        patch = self._patches.get(index)
        return Replay(self.timeline, space, index, rng, patch).run(self._edits.get(index, ()))

    def _sorted(self, query: Query, version: int) -> Ints:
        """Return what a query finds as ascending cursors; `version` only names the cache."""
        del version
        indexes: Ints = np.flatnonzero(self._wanted(query))
        if not query.by_updated:
            return indexes
        base = int(self.spaces[0].calendar.days[0]) * DAY * 1000
        cursors = (self._updated[indexes] - base) << _INDEX_BITS | indexes
        return np.sort(cursors)

    def _wanted(self, query: Query) -> NDArray[np.bool_]:
        wanted = np.ones(len(self.timeline), dtype=bool)
        if query.projects is not None:
            spaces = [self.find_space(each) for each in query.projects]
            positions = [space.position for space in spaces if space]
            wanted &= np.isin(self._space_of, positions)
        if query.issues is not None:
            found = [self.find(each) for each in query.issues]
            wanted &= np.isin(
                np.arange(len(wanted)), [index for index in found if index is not None]
            )
        if query.updated_from is not None:
            wanted &= self._updated >= query.updated_from
        if query.updated_before is not None:
            wanted &= self._updated < query.updated_before
        wanted[list(self._deleted)] = False
        return wanted

    @cached_property
    def _firsts(self) -> list[int]:
        return [space.first for space in self.spaces]

    @cached_property
    def _feed(self) -> tuple[Ints, Ints]:
        stamps, positions = feed(self.timeline, self.spaces, self._fraction, deleted=False)
        return stamps, positions + FIRST_ID

    @cached_property
    def _deleted_feed(self) -> tuple[Ints, Ints]:
        stamps, positions = feed(self.timeline, self.spaces, self._fraction, deleted=True)
        return stamps, positions + FIRST_ID

    def _index_of_key(self, key: str) -> int:
        for index, moved in self._moved.items():
            if moved == key:
                return index
        space_key, _, number = key.rpartition("-")
        space = self._by_key.get(space_key)
        is_there = space is not None and number.isdigit() and 1 <= int(number) <= space.size
        return space.first + int(number) - 1 if space and is_there else -1
