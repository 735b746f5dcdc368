"""When everything happens to every issue: about 80 bytes an issue, whatever their number.

The arrays are all that is ever held of the whole site; bodies, changelogs and worklogs are made
from them on demand. Moments are working days (`demo.jira.calendar`), `inf` what has not happened.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from demo.jira.calendar import Floats, Ints

FIRST_ISSUE_ID = 100_000
EPIC_SIZE = 40
GROOMING_DAYS = 6.0  # within which a new issue is estimated and planned
EPIC, STORY, TASK, BUG, SUBTASK, RISK = range(6)


class Cells(NamedTuple):
    """The columns of a timeline whose single values are wanted, as memory read without NumPy."""

    kind: Sequence[int]
    rank: Sequence[int]
    created: Sequence[float]
    started: Sequence[float]
    planned: Sequence[float]
    finished: Sequence[float]
    reopened: Sequence[float]
    refinished: Sequence[float]
    last: Sequence[float]
    due: Sequence[int]
    seconds: Sequence[int]
    estimate: Sequence[int]
    logs: Sequence[int]


@dataclass(frozen=True)
class Timeline:
    """Parallel arrays over issues, in order of id."""

    kind: NDArray[np.int8]
    rank: NDArray[np.int32]  # in order of completion
    created: Floats
    started: Floats
    planned: Floats  # expected finish of what has begun, expected start of what has not
    finished: Floats  # first time
    reopened: Floats  # this and the next also when they lie ahead
    refinished: Floats
    last: Floats  # the last event, which decides `updated`
    due: NDArray[np.int32]  # days since 1970
    seconds: NDArray[np.int32]  # that it takes until it is done, over all worklogs
    estimate: NDArray[np.int32]  # seconds
    logs: NDArray[np.int8]  # worklogs that it takes; those after `last` are not written yet
    updated: Ints  # epoch seconds

    @cached_property
    def cells(self) -> Cells:
        """Return the columns for reading one value at a time, which is twice as fast so."""
        return Cells(*(memoryview(getattr(self, name)) for name in Cells._fields))  # type: ignore[arg-type]

    def __len__(self) -> int:
        """Return the number of issues."""
        return len(self.kind)


def new_issue(timeline: Timeline, like: int, kind: int) -> Timeline:
    """Return the timeline with one issue more: `like` another, but nothing has happened to it."""
    longer = {
        each.name: np.append(values, values[like])
        for each in fields(Timeline)
        for values in [getattr(timeline, each.name)]
    }
    made = replace(timeline, **longer)
    made.kind[-1] = kind
    for moments in (made.started, made.finished, made.reopened, made.refinished):
        moments[-1] = np.inf
    made.logs[-1] = made.seconds[-1] = 0
    return made


def fraction(index: int) -> int:
    """Return the milliseconds that every instant of an issue ends with."""
    return index * 137 % 1000
