"""What the overlap has shown already, so that reading it again lands nothing twice.

Every run reads some minutes below its watermark again, because Jira's search lags behind its
data. Rows that stand there unchanged are known by (id, updated) and skipped. A row younger than
the overlap when the run began is never taken for known: its changelog may still have been on the
way. Forgetting an entry lands a row once more, which merges away; so every doubt ends in that.
"""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

log = logging.getLogger(__name__)

LIMIT = 20_000  # entries kept in a manifest; a bulk change of more is simply read again


class Window:
    """Ids and change times (epoch ms) of one feed, inside the overlap of the next run."""

    def __init__(self, seen: Mapping[str, int], overlap_ms: int, began_ms: int) -> None:
        self.highest = 0
        # The same, less what is so young that search may still show it where it stood before.
        self.settled = 0
        self._seen, self._overlap, self._began = seen, overlap_ms, began_ms
        self._now: dict[str, int] = {}
        self._crowded = 2 * LIMIT

    def is_new(self, key: str, changed_ms: int) -> bool:
        """Note that `key` was read as of `changed_ms`; tell whether it has to land."""
        if self._now.get(key) == changed_ms:
            return False
        self.highest = max(self.highest, changed_ms)
        if changed_ms < self._began - self._overlap:
            self.settled = max(self.settled, changed_ms)
        self._now[key] = changed_ms
        if len(self._now) > self._crowded:
            oldest = self.highest - self._overlap
            self._now = {each: when for each, when in self._now.items() if when >= oldest}
            self._crowded = 2 * max(LIMIT, len(self._now))
        return self._seen.get(key) != changed_ms

    def bookmark(self, before: int, highest: int | None = None) -> int:
        """Return where the next run goes on: what was read, but never past the run's begin.

        A page can show a change younger than the run beside rows that were read before theirs.
        """
        return max(before, min(self.highest if highest is None else highest, self._began))

    def kept(self, bookmark: int) -> dict[str, int]:
        """Return the entries that the run after `bookmark` will read again and may skip."""
        oldest, settled = bookmark - self._overlap, self._began - self._overlap
        kept = {key: when for key, when in self._now.items() if oldest <= when < settled}
        return kept if len(kept) <= LIMIT else {}


class Watermark:
    """Where the last run stopped (`before`) and where this one will have (`after`)."""

    def __init__(
        self, stored: Mapping[str, Any], scope: str, overlap_minutes: int, began: datetime
    ) -> None:
        if stored and stored.get("scope") != scope:
            log.warning("projects, mapped fields or tables changed: reading all of Jira again")
            stored = {}
        self.overlap_ms = overlap_minutes * 60_000
        self.before = dict(stored)
        # A feed that a checkpoint has not come to yet stays where it was.
        seen = dict(stored.get("seen", {}))
        self.after: dict[str, Any] = {**stored, "scope": scope, "lists": {}, "seen": seen}
        self._began_ms = epoch_ms(began)

    def since(self, name: str) -> int:
        """Return the epoch ms to read from: the watermark `name` less the overlap, at least 0."""
        return max(0, int(self.before.get(name, 0)) - self.overlap_ms)

    def window(self, feed: str) -> Window:
        """Return what the last run knew of `feed`."""
        return Window(self.before.get("seen", {}).get(feed, {}), self.overlap_ms, self._began_ms)

    def advance(self, name: str, feed: str, window: Window, highest: int | None = None) -> None:
        """Set watermark `name` to what was read, and keep what stays known of `feed`."""
        self.after[name] = window.bookmark(self.before.get(name, 0), highest)
        self.after["seen"][feed] = window.kept(self.after[name])


def epoch_ms(moment: datetime) -> int:
    """Return milliseconds since the epoch, rounded down."""
    return int(moment.timestamp() * 1000)
