"""What is wrong in this Jira, on purpose: few, known by issue, and findable by the gates."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from demo.jira.spaces import UNCLAIMED_KEY, Space
from demo.jira.timeline import STORY, TASK, Timeline

LONG_DAY_SECONDS = 30 * 3_600
ABSURD_POINTS = 999


@dataclass(frozen=True)
class Patch:
    """What to put into one issue instead of what its project would have."""

    points: int = 0  # story points; 0 leaves them
    seconds: int = 0  # of the first worklog; 0 leaves it
    by_ghost: bool = False  # the first worklog is by a deactivated user nobody registered


@dataclass(frozen=True)
class Defect:
    """One planted defect. `worklog_number` counts from 0 within the issue."""

    kind: str  # long_day, ghost_author, absurd_points, unclaimed_project
    index: int  # position of the issue, or of the first issue of the space
    space_key: str
    number: int  # of the issue within its space, from 1
    worklog_number: int | None
    patch: Patch

    @property
    def issue_key(self) -> str:
        """Return the issue's key."""
        return f"{self.space_key}-{self.number}"


_KINDS = (
    ("long_day", 0, Patch(seconds=LONG_DAY_SECONDS)),
    ("ghost_author", 0, Patch(by_ghost=True)),
    ("absurd_points", None, Patch(points=ABSURD_POINTS)),
)


def plant(timeline: Timeline, spaces: Sequence[Space]) -> tuple[Defect, ...]:
    """Choose an issue for each defect: done ones with worklogs, in different projects."""
    defects: list[Defect] = []
    claimed = [space for space in spaces if space.key != UNCLAIMED_KEY]
    for turn, (kind, worklog, patch) in enumerate(_KINDS):
        for space in claimed[turn:] + claimed[:turn]:
            index = _victim(timeline, space, turn)
            if index is not None:
                number = index - space.first + 1
                defects.append(Defect(kind, index, space.key, number, worklog, patch))
                break
    defects += [
        Defect("unclaimed_project", space.first, space.key, 1, None, Patch())
        for space in spaces
        if space.key == UNCLAIMED_KEY
    ]
    return tuple(defects)


def _victim(timeline: Timeline, space: Space, turn: int) -> int | None:
    own = np.arange(space.first, space.first + space.size)
    is_fit = np.isin(timeline.kind[own], (STORY, TASK)) & (timeline.logs[own] >= 2)
    is_fit &= np.isfinite(timeline.finished[own]) & ~np.isfinite(timeline.reopened[own])
    is_fit &= own % 211 != 5  # those that lose a worklog have trouble enough
    found = own[is_fit]
    return int(found[min(len(found) - 1, 20 + turn)]) if len(found) else None
