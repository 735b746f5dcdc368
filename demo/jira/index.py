"""The search index: what JQL finds, in which order, and how far it may lag behind the issues."""

import time
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from demo.jira.calendar import DAY, Ints
from demo.jira.jql import Query

if TYPE_CHECKING:
    from demo.jira.store import Store

INDEX_BITS = 21
_MASK = (1 << INDEX_BITS) - 1
_KEPT_ORDERS = 8


@dataclass(frozen=True)
class Stale:
    """What the index still holds of an issue, and until when (`time.monotonic`)."""

    updated: int
    position: int
    until: float


class SearchIndex:
    """Finds issues of a store. What it holds of an issue can be frozen while the issue goes on."""

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._stale: dict[int, Stale] = {}
        self._known: int | None = None  # issues after these are not indexed yet
        self._thaws = float("inf")
        self._order = lru_cache(_KEPT_ORDERS)(self._sorted)

    def page(
        self, query: Query, after: int | None, limit: int, reconciled: frozenset[int]
    ) -> tuple[list[int], int | None]:
        """Return up to `limit` indexes after the cursor, and the next cursor or `None`."""
        order = self._fresh(query, reconciled)
        begin = 0 if after is None else int(np.searchsorted(order, after, side="right"))
        page = order[begin : begin + limit]
        indexes: list[int] = (page & _MASK).tolist()
        more = begin + limit < len(order)
        return indexes, int(page[-1]) if more and len(page) else None

    def slice(self, query: Query, start: int, limit: int) -> tuple[list[int], int]:
        """Return the indexes from the offset `start`, and how many there are in all."""
        order = self._fresh(query, frozenset())
        found: list[int] = (order[start : start + limit] & _MASK).tolist()
        return found, len(order)

    def count(self, query: Query) -> int:
        """Return how many issues a query finds."""
        return len(self._fresh(query, frozenset()))

    def freeze(self, index: int | None, seconds: float | None) -> None:
        """Keep what is known of an issue, or of all; for some seconds, or until thawed."""
        store = self._store
        until = float("inf") if seconds is None else time.monotonic() + seconds
        for each in range(len(store.timeline)) if index is None else [index]:
            position = int(store.space_of[each])
            self._stale[each] = Stale(store.updated(each), position, until)
        if index is None:
            self._known, self._thaws = len(store.timeline), until
        store.changed()

    def thaw(self, index: int | None) -> None:
        """Catch up with an issue, or with all."""
        if index is None:
            self._stale.clear()
            self._known = None
        else:
            self._stale.pop(index, None)
        self._store.changed()

    def _fresh(self, query: Query, reconciled: frozenset[int]) -> Ints:
        if self._stale or self._known is not None:
            self._expire()
        return self._order(query, reconciled, self._store.version)

    def _expire(self) -> None:
        now = time.monotonic()
        over = [index for index, stale in self._stale.items() if stale.until <= now]
        for index in over:
            del self._stale[index]
        is_over = self._known is not None and self._thaws <= now
        if is_over:
            self._known = None
        if over or is_over:
            self._store.changed()

    def _sorted(self, query: Query, reconciled: frozenset[int], version: int) -> Ints:
        """Return what a query finds as ascending cursors; `version` only names the cache."""
        del version
        updates, positions, is_known = self._as_indexed(reconciled)
        indexes: Ints = np.flatnonzero(self._wanted(query, updates, positions) & is_known)
        if not query.by_updated:
            return indexes
        base = int(self._store.spaces[0].calendar.days[0]) * DAY * 1000
        cursors = (updates[indexes] - base) << INDEX_BITS | indexes
        return np.sort(cursors)

    def _as_indexed(
        self, reconciled: frozenset[int]
    ) -> tuple[Ints, NDArray[np.int16], NDArray[np.bool_]]:
        """Return when issues changed, where they are, and whether they are found at all."""
        store = self._store
        is_known = store.visible()
        if not self._stale and self._known is None:
            return store.updates, store.space_of, is_known
        updates, positions = store.updates.copy(), store.space_of.copy()
        for index, stale in self._stale.items():
            if index not in reconciled:
                updates[index], positions[index] = stale.updated, stale.position
        if self._known is not None:
            unknown = [each for each in range(self._known, len(updates)) if each not in reconciled]
            is_known[unknown] = False
        return updates, positions, is_known

    def _wanted(
        self, query: Query, updates: Ints, positions: NDArray[np.int16]
    ) -> NDArray[np.bool_]:
        store = self._store
        wanted = np.ones(len(updates), dtype=bool)
        if query.projects is not None:
            spaces = [store.find_space(each) for each in query.projects]
            wanted &= np.isin(positions, [space.position for space in spaces if space])
        if query.issues is not None:
            found = [store.find(each) for each in query.issues]
            is_named = np.zeros(len(updates), dtype=bool)
            is_named[[index for index in found if index is not None]] = True
            wanted &= is_named
        if query.updated_from is not None:
            wanted &= updates >= query.updated_from
        if query.updated_before is not None:
            wanted &= updates < query.updated_before
        return wanted
