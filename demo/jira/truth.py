"""What a perfect extraction of the demo Jira would land, row for row, without any HTTP or JSON.

Rows have the columns of the landing tables; instants are aware datetimes, JSON lists are lists.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from demo.jira import catalogue as cat
from demo.jira.issue_bodies import component, history_id, labels, reporter
from demo.jira.life import Life
from demo.jira.links import links
from demo.jira.relations import parent
from demo.jira.site import Site
from demo.jira.spaces import Space
from demo.jira.timeline import EPIC, FIRST_ISSUE_ID, SUBTASK
from demo.jira.versions import COMPONENTS, component_id
from demo.jira.words import summary
from demo.plan import Plan

Row = dict[str, Any]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def truth(source: Plan | Site) -> Iterator[tuple[str, Row]]:
    """Yield (table, row) for issues, issue_changes, worklogs and issue_links, issue by issue."""
    site = source if isinstance(source, Site) else Site(source)
    for index in site:
        yield "issues", _issue(site, index)
        for row in _changes(site, index):
            yield "issue_changes", row
        for row in _worklogs(site, index):
            yield "worklogs", row
        for link in links(site, index):
            if link.source == index:
                yield "issue_links", _link(site, link.link_id, link.source, link.target)


def losses(source: Plan | Site) -> Iterator[Row]:
    """Yield what a reader that once saw everything must find lost: `deletions` rows of issues."""
    site = source if isinstance(source, Site) else Site(source)
    seen = set(site)
    for index in range(len(site.timeline)):
        if index in seen:
            continue
        space = site.space(index)
        kind = "archived" if space.position in site.archived else "access_lost"
        yield {
            "entity": "issue",
            "entity_id": str(FIRST_ISSUE_ID + index),
            "issue_key": site.key(index),
            "project_key": space.key,
            "classification": kind if site.is_there(index) else "deleted",
        }


def issue_counts(source: Plan | Site) -> dict[str, int]:
    """Return how many issues the reading account sees, by project key."""
    site = source if isinstance(source, Site) else Site(source)
    unseen = site.archived | site.hidden
    return {each.key: site.census(each)[0] for each in site.spaces if each.position not in unseen}


def deleted_worklogs(source: Plan | Site) -> Iterator[Row]:
    """Yield the `deletions` rows of worklogs."""
    site = source if isinstance(source, Site) else Site(source)
    stamps, ids = site.feed.whole(deleted=True)
    for at, worklog_id in zip(stamps.tolist(), ids.tolist(), strict=True):
        yield {"entity": "worklog", "entity_id": str(worklog_id), "deleted_at": _instant(at)}


def _issue(site: Site, index: int) -> Row:
    timeline, home, space = site.timeline, site.home(index), site.space(index)
    kind = int(timeline.kind[index])
    type_id, type_name, level, _ = cat.TYPES[kind]
    return {
        "issue_id": str(FIRST_ISSUE_ID + index),
        "issue_key": site.key(index),
        "project_id": str(space.project_id),
        "project_key": space.key,
        "issue_type": type_name,
        "issue_type_id": type_id,
        "is_subtask": level < 0,
        "summary": summary(kind, site.number(index), chinese=home.is_chinese),
        "reporter_id": site.person_id(reporter(home, index).account_id),
        "created_at": _instant(site.created(index)),
        "updated_at": _instant(site.updated(index)),
        "due_date": date(1970, 1, 1) + timedelta(days=int(timeline.due[index])),
        "original_estimate_seconds": int(timeline.estimate[index]) or None,
        "labels": labels(index),
        **_parent(site, index, kind),
        **_components(home, index),
        **_state(site, site.life(index), is_estimated=bool(timeline.estimate[index])),
    }


def _parent(site: Site, index: int, kind: int) -> Row:
    """Return the parent; Data Center has one of sub-tasks only, epics are in a custom field."""
    if site.edition == "data_center" and kind not in (SUBTASK, EPIC):
        return {}
    above = parent(site, index, kind)
    return {
        "parent_key": None if above is None else site.key(above),
        "parent_id": None if above is None else str(FIRST_ISSUE_ID + above),
    }


def _state(site: Site, life: Life, *, is_estimated: bool) -> Row:
    home, assignee = life.space, life.assignee
    status_id, status, category, *_ = cat.STATUSES[life.status]
    resolved = [c.at for c in life.changes for i in c.items if i["field"] == "resolution"]
    is_resolved = life.resolution is not None
    return {
        "priority": cat.PRIORITIES[life.priority][1],
        "status": status,
        "status_id": status_id,
        "status_category": category,
        "resolution": cat.RESOLUTIONS[life.resolution][1] if life.resolution is not None else None,
        "assignee_id": site.person_id(assignee.account_id) if assignee else None,
        "resolved_at": _instant(resolved[-1]) if is_resolved else None,
        "story_points": None if life.points is None else Decimal(life.points),
        "remaining_estimate_seconds": life.remaining if is_estimated or life.spent else None,
        "time_spent_seconds": life.spent or None,
        "fix_versions": [
            {"id": str(home.version_id(each)), "name": home.version_name(each)}
            for each in life.versions
        ],
        "sprint_ids": [str(home.sprint_id(each)) for each in life.sprints],
    }


def _components(home: Space, index: int) -> Row:
    number = component(index)
    if number is None:
        return {"components": []}
    return {"components": [{"id": str(component_id(home, number)), "name": COMPONENTS[number]}]}


def _changes(site: Site, index: int) -> Iterator[Row]:
    is_cloud = site.edition == "cloud"
    for at, change in enumerate(site.life(index).changes):
        author = site.person_id(change.author.account_id) if change.author else None
        for position, item in enumerate(change.items):
            sides = item.get("from"), item.get("to")
            if item["field"] == "assignee":
                old, new = (side and site.person_id(side) for side in sides)
            else:
                old, new = sides
            yield {
                "issue_id": str(FIRST_ISSUE_ID + index),
                "history_id": str(history_id(index, at)),
                "item_index": position,
                "author_id": author,
                "changed_at": _instant(change.at),
                "field": item["field"],
                "field_id": item.get("fieldId") if is_cloud else None,
                "from_value": old,
                "from_string": item.get("fromString"),
                "to_value": new,
                "to_string": item.get("toString"),
            }


def _worklogs(site: Site, index: int) -> Iterator[Row]:
    for row in site.life(index).worklogs:
        local = _EPOCH + timedelta(milliseconds=row.started, seconds=row.offset)
        yield {
            "worklog_id": str(row.worklog_id),
            "issue_id": str(row.issue_id),
            "author_id": site.person_id(row.author.account_id),
            "started_at": _instant(row.started),
            "work_date": local.date(),
            "created_at": _instant(row.created),
            "updated_at": _instant(row.updated),
            "seconds": row.seconds,
        }


def _link(site: Site, link_id: int, source: int, target: int) -> Row:
    _, name, inward, outward = cat.BLOCKS
    return {
        "link_id": str(link_id),
        "link_type": name,
        "outward": outward,
        "inward": inward,
        "from_issue_id": str(FIRST_ISSUE_ID + source),
        "from_issue_key": site.key(source),
        "to_issue_id": str(FIRST_ISSUE_ID + target),
        "to_issue_key": site.key(target),
    }


def _instant(milliseconds: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=milliseconds)
