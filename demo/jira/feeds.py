"""The feeds of changed and of deleted worklogs, in order of time, one number for each worklog."""

from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from demo.jira.calendar import DAY, Ints
from demo.jira.worklogs import FIRST_ID, WIDTH, written

if TYPE_CHECKING:
    from demo.jira.store import Store

_ROOM = 10_000  # issues that may be added


class WorklogFeed:
    """Holds `milliseconds since the first day << bits | position`, sorted: 8 bytes a worklog."""

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._bits = ((len(store.timeline) + _ROOM) * WIDTH).bit_length()
        self._mask = (1 << self._bits) - 1
        self._latest = (1 << (63 - self._bits)) - 1
        self._base = int(store.spaces[0].calendar.days[0]) * DAY * 1000
        self._original = cache(self._sorted)
        self._current = lru_cache(2)(self._changed)

    def whole(self, *, deleted: bool) -> tuple[Ints, Ints]:
        """Return epoch milliseconds and ids of all worklogs changed (or deleted), by time."""
        return self._unpacked(self._now(deleted=deleted))

    def page(
        self, since: int, until: int, limit: int, *, deleted: bool
    ) -> tuple[list[int], list[int], bool]:
        """Return stamps and ids after `since` up to `until`, and whether these are the last.

        A page never ends between two of the same instant, for the next one begins after it.
        """
        packed = self._now(deleted=deleted)
        begin, settled = (self._after(packed, moment) for moment in (since, until))
        end = min(begin + limit, max(begin, settled))
        is_last = end >= settled
        if not is_last:
            at = int(packed[end]) >> self._bits << self._bits
            end = int(np.searchsorted(packed, at, side="left"))
        stamps, ids = self._unpacked(packed[begin:end])
        return stamps.tolist(), ids.tolist(), is_last

    def _unpacked(self, packed: Ints) -> tuple[Ints, Ints]:
        return (packed >> self._bits) + self._base, (packed & self._mask) + FIRST_ID

    def _after(self, packed: Ints, moment: int) -> int:
        """Return where what comes after a moment begins."""
        following = min(max(moment + 1 - self._base, 0), self._latest)
        return int(np.searchsorted(packed, following << self._bits, side="left"))

    def _now(self, *, deleted: bool) -> Ints:
        store = self._store
        news = store.deleted_worklogs if deleted else store.changed_worklogs
        gone = 0 if deleted else len(store.deleted_worklogs) + len(store.deleted)
        return self._current(deleted, len(news), gone) if news or gone else self._original(deleted)

    def _changed(self, deleted: bool, news: int, gone: int) -> Ints:
        """Return the feed after what tests did; the counts of it only name the cache."""
        del news, gone
        store, packed = self._store, self._original(deleted)
        rows = store.deleted_worklogs if deleted else store.changed_worklogs
        if not deleted:
            lost = [worklog_id - FIRST_ID for _, worklog_id in store.deleted_worklogs]
            positions = packed & self._mask
            kept = ~np.isin(positions, np.array(lost, dtype=np.int64))
            kept &= ~np.isin(positions // WIDTH, np.array(sorted(store.deleted), dtype=np.int64))
            packed = packed[kept]
            rows = [row for row in rows if store.is_there((row[1] - FIRST_ID) // WIDTH)]
        return np.sort(np.concatenate([packed, self._packed(rows)]))

    def _packed(self, rows: list[tuple[int, int]]) -> Ints:
        made = [(at - self._base) << self._bits | worklog_id - FIRST_ID for at, worklog_id in rows]
        return np.array(made, dtype=np.int64)

    def _sorted(self, deleted: bool) -> Ints:
        store, parts = self._store, [np.empty(0, dtype=np.int64)]
        for stamps, positions in written(store.timeline, store.spaces, deleted=deleted):
            parts.append((stamps - self._base) << self._bits | positions)
        packed = np.concatenate(parts)
        packed.sort()
        return packed
