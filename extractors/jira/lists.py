"""The small lists around the issues, read whole in each run."""

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from extractors.http import HttpStatusError
from extractors.jira import list_rows
from extractors.jira.feeds import GONE, Ahead
from extractors.jira.rows import Row
from extractors.jira.site import Site
from extractors.jira.tables import (
    BOARDS,
    COMPONENTS,
    FIELDS,
    GROUP_MEMBERS,
    GROUPS,
    PRIORITIES,
    PROJECTS,
    SPRINTS,
    STATUSES,
    USERS,
    VERSIONS,
)
from extractors.landing import Table

log = logging.getLogger(__name__)

# What the account needs where a list may be missing; issues never may.
GRANTS = {
    PRIORITIES: "access to Jira",
    VERSIONS: "Browse Projects in every project",
    COMPONENTS: "Browse Projects in every project",
    BOARDS: "a Jira Software licence",
    SPRINTS: "Browse Projects in the projects that the board shows",
    USERS: "the global permission Browse users and groups",
    GROUPS: "the global permission Browse users and groups",
    GROUP_MEMBERS: "the global permission Browse users and groups (on Data Center: Jira "
    "administrator)",
}

# None in place of the objects: the account may not read the list, what landed before stands.
SmallList = tuple[Table, list[Any] | None, Callable[[Any], Row]]


def small_lists(site: Site, fields: list[Any]) -> Iterator[SmallList]:
    """Yield (table, raw objects, row function) of every small list; `fields` are read already."""
    projects = list(site.projects())
    live = [each for each in projects if _is_known(each) and not each.get("archived")]
    boards = _optional(BOARDS, site.boards)
    groups = _optional(GROUPS, site.groups)
    yield FIELDS, fields, list_rows.field_row
    yield STATUSES, site.statuses(), list_rows.status_row
    yield PRIORITIES, _ranked(_optional(PRIORITIES, site.priorities)), list_rows.priority_row
    yield PROJECTS, projects, list_rows.project_row
    yield VERSIONS, _children(site, VERSIONS, site.versions, live), list_rows.version_row
    yield COMPONENTS, _children(site, COMPONENTS, site.components, live), list_rows.component_row
    yield BOARDS, boards, list_rows.board_row
    yield SPRINTS, _children(site, SPRINTS, site.sprints, boards), list_rows.sprint_row
    yield USERS, _optional(USERS, site.users), list_rows.user_row
    yield GROUPS, groups, list_rows.group_row
    yield GROUP_MEMBERS, _members(site, groups), list_rows.member_row


def _is_known(raw: Any) -> bool:
    """Tell whether an object can be asked about; one that cannot still goes to the rejects."""
    return isinstance(raw, dict) and raw.get("id") is not None


def _optional(table: Table, read: Callable[[], Iterable[Any]]) -> list[Any] | None:
    """Return a list, None if the account may not read it or the site does not serve it."""
    try:
        return list(read())
    except HttpStatusError as error:
        if error.status not in {403, *GONE}:
            raise
        _refused(table, error)
        return None


def _refused(table: Table, error: HttpStatusError) -> None:
    log.warning(
        "%s: not read, what landed before stands. To have it, give the account %s: %s",
        table.name,
        GRANTS[table],
        error,
    )


def _ranked(priorities: list[Any] | None) -> list[Any] | None:
    """Return the priorities numbered by their position."""
    if priorities is None:
        return None
    return [
        each | {"rank": rank} if isinstance(each, dict) else each
        for rank, each in enumerate(priorities, 1)
    ]


def _children(
    site: Site, table: Table, read: Callable[[Any], list[Any]], parents: list[Any] | None
) -> list[Any] | None:
    """Return the children of all `parents`, each once: boards share sprints."""
    if parents is None:
        return None
    found: dict[str, Any] = {}

    def read_one(parent: Any) -> list[Any]:
        try:
            return read(parent)
        except HttpStatusError as error:
            if error.status not in {403, 404}:
                raise
            name = parent.get("name") or parent.get("id")
            log.warning(
                "%s of %s: not read, what landed before stands. If it was not removed meanwhile, "
                "give the account %s: %s",
                table.name,
                name,
                GRANTS[table],
                error,
            )
            return []

    asked = [each for each in parents if _is_known(each)]
    for children in Ahead(site.pool, read_one).over(asked):
        for each in children:
            identity = each.get("id") if isinstance(each, dict) else None
            found.setdefault(str(identity) if identity is not None else f"?{len(found)}", each)
    return list(found.values())


def _members(site: Site, groups: list[Any] | None) -> list[Any] | None:
    """Return the members of all groups, each marked with its group; None if one is refused."""
    if groups is None:
        return None

    def read_one(group: Any) -> list[Any]:
        try:
            return [
                each | {"groupId": group["groupId"]} if isinstance(each, dict) else each
                for each in site.members(group)
            ]
        except HttpStatusError as error:
            if error.status != 404:
                raise
            log.warning("members of the group %s: %s; it was removed", group.get("name"), error)
            return []

    asked = [each for each in groups if isinstance(each, dict) and each.get("groupId")]

    def read_all() -> Iterator[Any]:
        for members in Ahead(site.pool, read_one).over(asked):
            yield from members

    return _optional(GROUP_MEMBERS, read_all)
