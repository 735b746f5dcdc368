"""What an issue is now, and what may happen to it; each event returns the changelog's items."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from demo.jira import catalogue as cat
from demo.jira.accounts import Account
from demo.jira.catalogue import Json, item
from demo.jira.items import (
    RANKED,
    number_item,
    priority_item,
    sprint_item,
    status_item,
    version_item,
)
from demo.jira.spaces import Space
from demo.jira.worklogs import Worklog

_REMAINS, _SPENT = "timeestimate", "timespent"


@dataclass
class Change:
    """One changelog entry: epoch milliseconds, who, and what."""

    at: int
    author: Account | None
    items: list[Json]


@dataclass(frozen=True)
class Edit:
    """What a test does to an issue while the server runs; at most one thing besides the touch."""

    at: int  # epoch milliseconds
    by: Account
    status: int | None = None
    points: int | None = None
    added: Worklog | None = None
    removed: int | None = None  # worklog id
    items: tuple[Json, ...] = ()  # of the changelog, for what the issue itself does not hold


@dataclass
class Life:
    """What the issue at `index` is, and how it came to be that."""

    space: Space
    index: int
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

    def edit(self, edit: Edit) -> list[Json]:
        """Do what a test wants."""
        if edit.status is not None:
            return self.finish() if edit.status == cat.DONE else self.move(edit.status)
        if edit.points is not None:
            return self.set_points(edit.points)
        if edit.added is not None:
            return self.log(edit.added)
        if edit.removed is not None:
            return self.unlog(edit.removed)
        if edit.items:
            return list(edit.items)
        return self.rank_higher()

    def assign(self, to: Account) -> list[Json]:
        """Give the issue to somebody."""
        old = self.assignee
        if old is to:
            return []
        self.assignee = to
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

    def move(self, to: int) -> list[Json]:
        """Change the status."""
        old, self.status = self.status, to
        return [status_item(old, to)]

    def finish(self) -> list[Json]:
        """Resolve the issue."""
        wont = self.index % 29 == 11
        resolution = cat.RESOLUTIONS[wont]
        items = [item("resolution", "resolution", None, None, resolution[0], resolution[1])]
        self.resolution = int(wont)
        items += self.move(cat.DONE)
        if self.remaining:
            items += self._remain(0)
        return items

    def reopen(self) -> list[Json]:
        """Take the resolution back."""
        old = cat.RESOLUTIONS[self.resolution or 0]
        self.resolution = None
        return [
            item("resolution", "resolution", old[0], old[1], None, None),
            *self.move(cat.PROGRESS),
        ]

    def set_points(self, points: int) -> list[Json]:
        """Estimate the issue."""
        old = None if self.points is None else str(self.points)
        self.points = points
        # Jira keeps no `from` or `to` for a number field, only its text.
        return [item("Story Points", cat.POINTS_FIELD, None, old, None, str(points))]

    def set_version(self, version: int) -> list[Json]:
        """Plan the issue for one version: an item each for what goes and comes."""
        items = [self._version_item(old, is_added=False) for old in self.versions]
        self.versions = [version]
        return [*items, self._version_item(version, is_added=True)]

    def _version_item(self, version: int, *, is_added: bool) -> Json:
        return version_item(self.space, version, is_added)

    def set_priority(self, to: int) -> list[Json]:
        """Change the priority."""
        old, self.priority = self.priority, to
        return [priority_item(old, to)] if old != to else []

    def rank_higher(self) -> list[Json]:
        """Move the issue up the backlog, which changes no field that is kept."""
        return [RANKED]

    def set_sprints(self, sprints: list[int]) -> list[Json]:
        """Change the sprints; the item holds both whole lists."""
        old = self.sprints
        self.sprints = sprints
        return [sprint_item(self.space, tuple(old), tuple(sprints))]

    def join_sprint(self, number: int) -> list[Json]:
        """Add a sprint."""
        if number in self.sprints:
            return []
        return self.set_sprints([*self.sprints, number])

    def _remain(self, seconds: int) -> list[Json]:
        old, self.remaining = self.remaining, seconds
        return [number_item(_REMAINS, str(old), str(seconds))] if old != seconds else []

    def _spend(self, seconds: int) -> list[Json]:
        old = str(self.spent) if self.has_logged else None
        self.spent += seconds
        self.has_logged = True
        new = str(self.spent)
        if old is None:
            return [item(_SPENT, _SPENT, None, None, new, new)]
        return [number_item(_SPENT, old, new)]

    def log(self, row: Worklog) -> list[Json]:
        """Log work."""
        self.worklogs.append(row)
        return self._spend(row.seconds) + self._remain(max(0, self.remaining - row.seconds))

    def unlog(self, worklog_id: int) -> list[Json]:
        """Delete a worklog."""
        [row] = [row for row in self.worklogs if row.worklog_id == worklog_id]
        self.worklogs.remove(row)
        gone = str(worklog_id)
        return [
            item("WorklogId", "WorklogId", gone, gone, None, None),
            *self._spend(-row.seconds),
            *self._remain(self.remaining + row.seconds),
        ]


def changed_by(life: Life, edits: Sequence[Edit]) -> Life:
    """Return a life after what tests did to it."""
    for edit in edits:
        life.changes.append(Change(edit.at, edit.by, life.edit(edit)))
    return life
