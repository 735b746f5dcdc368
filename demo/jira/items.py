"""Items of changelogs that recur: each is made once and shared, so nobody may change one."""

from functools import cache, lru_cache

from demo.jira import catalogue as cat
from demo.jira.catalogue import Json, item
from demo.jira.spaces import Space

_SHARED_ITEMS = 4_096
# It comes without a `fieldId`, as Jira has it for some histories.
RANKED = item("Rank", "", "", "", "", "Ranked higher")


@cache
def status_item(old: int, new: int) -> Json:
    """Return a change of status, numbers of `cat.STATUSES`."""
    return item("status", "status", *cat.STATUSES[old][:2], *cat.STATUSES[new][:2])


@cache
def priority_item(old: int, new: int) -> Json:
    """Return a change of priority, numbers of `cat.PRIORITIES`."""
    return item("priority", "priority", *cat.PRIORITIES[old][:2], *cat.PRIORITIES[new][:2])


@lru_cache(_SHARED_ITEMS)
def version_item(space: Space, version: int, is_added: bool) -> Json:
    """Return that a version was added or taken away."""
    side = (str(space.version_id(version)), space.version_name(version))
    none = (None, None)
    old, new = (none, side) if is_added else (side, none)
    return item("Fix Version", "fixVersions", *old, *new)


@lru_cache(_SHARED_ITEMS)
def sprint_item(space: Space, old: tuple[int, ...], new: tuple[int, ...]) -> Json:
    """Return a change of the sprints, both whole lists in one item."""
    ids, names = space.sprint_id, space.sprint_name
    return item(
        "Sprint",
        cat.SPRINT_FIELD,
        ", ".join(str(ids(number)) for number in old),
        ", ".join(names(number) for number in old),
        ", ".join(str(ids(number)) for number in new),
        ", ".join(names(number) for number in new),
    )


def number_item(field: str, old: str, new: str) -> Json:
    """Return a change of a number of seconds, whose text is the number."""
    return {
        "field": field,
        "fieldtype": "jira",
        "fieldId": field,
        "from": old,
        "fromString": old,
        "to": new,
        "toString": new,
    }
