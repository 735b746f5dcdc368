"""What a perfect extraction that starts now lands of the small lists; see `demo.jira.truth`.

Rows hold the columns that follow from the organisation itself, not those that only words fill.
"""

from collections.abc import Iterator
from typing import Any

from demo.jira import catalogue as cat
from demo.jira.site import Site
from demo.jira.spaces import ARCHIVED_ID, ARCHIVED_KEY, Space
from demo.jira.versions import COMPONENTS, component_id, versions

Row = dict[str, Any]


def list_truth(site: Site) -> Iterator[tuple[str, Row]]:
    """Yield (table, row) of projects and what belongs to them, people, groups and priorities."""
    for space in site.spaces:
        if space.position not in site.hidden:
            yield "projects", _project(site, space)
            if space.position not in site.archived:
                yield from _parts(site, space)
    gone = {"project_id": str(ARCHIVED_ID), "project_key": ARCHIVED_KEY, "lead_id": None}
    yield "projects", gone | {"is_archived": True}
    yield from _people(site)
    for rank, (priority_id, name, _) in enumerate(cat.PRIORITIES, start=1):
        yield "priorities", {"priority_id": priority_id, "name": name, "rank": rank}
    for status_id, name, category, *_ in cat.STATUSES:
        row = {"status_id": status_id, "name": name, "status_category": category}
        yield "statuses", row


def _project(site: Site, space: Space) -> Row:
    return {
        "project_id": str(space.project_id),
        "project_key": space.key,
        "lead_id": site.person_id(space.lead.account_id),
        "is_archived": space.position in site.archived,
    }


def _parts(site: Site, space: Space) -> Iterator[tuple[str, Row]]:
    project = {"project_id": str(space.project_id)}
    for each in versions(site.timeline, space):
        row = {"version_id": str(each.version_id), "name": each.name}
        yield "versions", row | project | {"is_released": each.is_released}
    for number, name in enumerate(COMPONENTS):
        yield (
            "components",
            {"component_id": str(component_id(space, number)), "name": name} | project,
        )
    is_cloud = site.edition == "cloud"
    kind = space.board_type if is_cloud or space.board_type == "kanban" else "scrum"
    board = {"board_id": str(space.board_id)}
    yield "boards", board | {"board_type": kind}
    starts, end = space.sprint_starts, space.calendar.end
    for number in range(max(0, len(starts) - 1)):
        state = "future" if starts[number] >= end else "active"
        if starts[number + 1] < end:
            state = "closed"
        row = {"sprint_id": str(space.sprint_id(number)), "name": space.sprint_name(number)}
        yield "sprints", row | board | {"state": state}


def _people(site: Site) -> Iterator[tuple[str, Row]]:
    for account in site.accounts:
        person = site.person_id(account.account_id)
        row = {"account_id": person, "display_name": account.name, "is_active": account.active}
        yield "users", row
    for group in site.groups:
        # Data Center knows groups by their name only.
        group_id = group.group_id if site.edition == "cloud" else group.name
        yield "groups", {"group_id": group_id, "name": group.name}
        for account in group.members:
            member = {"group_id": group_id, "account_id": site.person_id(account.account_id)}
            yield "group_members", member
