"""Which issue stands above which: epics over the forty that follow, stories over sub-tasks."""

from demo.jira.store import Store
from demo.jira.timeline import EPIC, EPIC_SIZE, STORY, SUBTASK


def parent(site: Store, index: int, kind: int) -> int | None:
    """Return the index of an issue's parent: its story for a sub-task, otherwise its epic."""
    home = site.home(index)
    number = index - home.first
    if kind == EPIC or index in site.added:
        return None
    if kind == SUBTASK:
        return _alive(site, index - number % 10 + 7)
    last_epic = (home.project.baseline_issues - 1) // EPIC_SIZE
    above = home.first + min(number // EPIC_SIZE, last_epic) * EPIC_SIZE
    return _alive(site, above) if site.timeline.cells.kind[above] == EPIC else None


def sub_tasks(site: Store, index: int, kind: int) -> list[int]:
    """Return the indexes of a story's sub-tasks."""
    home = site.home(index)
    number = index - home.first
    if kind != STORY or index in site.added or number % 10 != 7 or number + 2 >= home.size:
        return []
    below = [index + 1, index + 2]
    kinds = site.timeline.cells.kind
    return [each for each in below if kinds[each] == SUBTASK and _alive(site, each) is not None]


def children(site: Store, index: int, kind: int) -> list[int]:
    """Return the indexes of the issues right below an epic, wherever they are now."""
    if kind != EPIC or index in site.added:
        return []
    home = site.home(index)
    kinds = site.timeline.cells.kind
    own = range(index + 1, home.first + home.size)
    return [
        each
        for each in own
        if parent(site, each, kinds[each]) == index and _alive(site, each) is not None
    ]


def _alive(site: Store, index: int) -> int | None:
    return index if site.is_there(index) else None
