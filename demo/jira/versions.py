"""Versions and components of a Jira project, with dates that follow from its issues."""

from dataclasses import dataclass

import numpy as np

from demo.jira.calendar import epoch_day, iso_day
from demo.jira.spaces import Space
from demo.jira.timeline import EPIC, Timeline

COMPONENTS = ("Backend", "Frontend", "Integration", "Operations")


@dataclass(frozen=True)
class Version:
    """A version of a project; dates are ISO."""

    version_id: int
    name: str
    project_id: int
    start: str
    release: str
    is_released: bool
    is_overdue: bool


def versions(timeline: Timeline, space: Space) -> list[Version]:
    """Return the versions of a project: released on the day the last of its issues was done."""
    own = slice(space.first, space.first + space.size)
    count = space.version_count
    number = np.minimum(timeline.rank[own].astype(np.int64) * count // space.size, count - 1)
    is_work = timeline.kind[own] != EPIC
    today = epoch_day(space.calendar.as_of)
    made, begin = [], epoch_day(space.project.start)
    for each in range(count):
        mine = is_work & (number == each)
        done = timeline.finished[own][mine]
        release = int(timeline.due[own][mine].max(initial=begin))
        is_released = len(done) > 0 and bool(np.isfinite(done).all())
        if is_released:
            release = space.calendar.day_list[int(done.max())]
        made.append((begin, release, is_released))
        begin = release + 1
    if space.project.release_on:
        made = _with_release(made, epoch_day(space.project.release_on), today)
    return [
        Version(
            version_id=space.version_id(each),
            name=space.version_name(each),
            project_id=space.project_id,
            start=iso_day(start),
            release=iso_day(max(start, release)),
            is_released=is_released,
            is_overdue=not is_released and release < today,
        )
        for each, (start, release, is_released) in enumerate(made)
    ]


def _with_release(
    made: list[tuple[int, int, bool]], day: int, today: int
) -> list[tuple[int, int, bool]]:
    """Let the version whose work ends nearest to the announced release be that release."""
    nearest = min(range(len(made)), key=lambda each: abs(made[each][1] - day))
    start = made[nearest][0]
    made[nearest] = (min(start, day), day, day <= today)
    return made


def component_id(space: Space, number: int) -> int:
    """Return the id of a component."""
    return 30_000 + space.position * 10 + number
