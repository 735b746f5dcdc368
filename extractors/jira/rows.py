"""Turn Jira's objects into landing rows, one function a table; a bad one raises `BadValueError`."""

from datetime import UTC, datetime
from typing import Any

from extractors.jira.feeds import Unread
from extractors.jira.fields import FieldMap, first_filled
from extractors.jira.usual import as_sent
from extractors.jira.values import (
    as_json,
    at,
    day,
    flag,
    flattened,
    ident,
    instant,
    integer,
    listed,
    local,
    named,
    number,
    part,
    required,
    sprint_ids,
    text,
    texts,
    thing,
)

Row = dict[str, Any]


def issue_row(raw: Any, fields: FieldMap) -> Row:
    """Return the row of `issues` for one element of a search's `issues`."""
    own = thing(required(part(raw, "fields", "fields"), "fields"), "fields")
    return {
        "issue_id": required(ident(part(raw, "issue_id", "id"), "issue_id"), "issue_id"),
        "issue_key": required(text(part(raw, "issue_key", "key"), "issue_key"), "issue_key"),
        **_classification(own),
        **_people_and_times(own),
        "story_points": number(first_filled(own, fields.story_points), "story_points"),
        "original_estimate_seconds": integer(
            own.get("timeoriginalestimate"), "original_estimate_seconds"
        ),
        "remaining_estimate_seconds": integer(
            own.get("timeestimate"), "remaining_estimate_seconds"
        ),
        "time_spent_seconds": integer(own.get("timespent"), "time_spent_seconds"),
        "fix_versions": named(own.get("fixVersions"), "fix_versions"),
        "components": named(own.get("components"), "components"),
        "labels": texts([text(each, "labels") for each in listed(own.get("labels"), "labels")]),
        "sprint_ids": texts(sprint_ids(first_filled(own, fields.sprint))),
        "custom_fields": _custom_fields(own, fields.claimed),
    }


def _custom_fields(own: dict[str, Any], claimed: frozenset[str]) -> str:
    return as_json(
        {
            name: value
            for name, value in own.items()
            if value is not None and name.startswith("customfield_") and name not in claimed
        }
    )


def _classification(own: dict[str, Any]) -> Row:
    """Return project, type, status and the like."""
    return {
        "project_id": ident(part(own.get("project"), "project_id", "id"), "project_id"),
        "project_key": required(
            text(part(own.get("project"), "project_key", "key"), "project_key"), "project_key"
        ),
        "issue_type": required(
            text(part(own.get("issuetype"), "issue_type", "name"), "issue_type"), "issue_type"
        ),
        "issue_type_id": ident(part(own.get("issuetype"), "issue_type_id", "id"), "issue_type_id"),
        "is_subtask": flag(part(own.get("issuetype"), "is_subtask", "subtask"), "is_subtask"),
        "summary": text(own.get("summary"), "summary"),
        "priority": text(part(own.get("priority"), "priority", "name"), "priority"),
        "status": required(text(part(own.get("status"), "status", "name"), "status"), "status"),
        "status_id": ident(part(own.get("status"), "status_id", "id"), "status_id"),
        "status_category": text(
            at(own, "status_category", "status", "statusCategory", "key"), "status_category"
        ),
        "resolution": text(part(own.get("resolution"), "resolution", "name"), "resolution"),
        "parent_key": text(part(own.get("parent"), "parent_key", "key"), "parent_key"),
        "parent_id": ident(part(own.get("parent"), "parent_id", "id"), "parent_id"),
    }


def _people_and_times(own: dict[str, Any]) -> Row:
    return {
        "assignee_id": ident(part(own.get("assignee"), "assignee_id", "accountId"), "assignee_id"),
        "reporter_id": ident(part(own.get("reporter"), "reporter_id", "accountId"), "reporter_id"),
        "created_at": required(instant(own.get("created"), "created_at"), "created_at"),
        "updated_at": required(instant(own.get("updated"), "updated_at"), "updated_at"),
        "resolved_at": instant(own.get("resolutiondate"), "resolved_at"),
        "due_date": day(own.get("duedate"), "due_date"),
    }


def link_row(issue: Any, link: Any) -> Row:
    """Return the row of `issue_links` as `issue` shows it; the far side shows it again."""
    here = (ident(issue["id"], "issue_id"), text(issue["key"], "issue_key"))
    outward = at(link, "outwardIssue", "outwardIssue")
    far = outward or required(at(link, "inwardIssue", "inwardIssue"), "inwardIssue")
    there = (
        ident(at(far, "issue_id", "id"), "issue_id"),
        text(at(far, "issue_key", "key"), "issue_key"),
    )
    start, end = (here, there) if outward else (there, here)
    return {
        "link_id": required(ident(at(link, "link_id", "id"), "link_id"), "link_id"),
        "link_type": text(at(link, "link_type", "type", "name"), "link_type"),
        "outward": text(at(link, "outward", "type", "outward"), "outward"),
        "inward": text(at(link, "inward", "type", "inward"), "inward"),
        "from_issue_id": start[0],
        "from_issue_key": start[1],
        "to_issue_id": end[0],
        "to_issue_key": end[1],
    }


def change_rows(issue_id: str, raw: Any) -> list[Row]:
    """Return the rows of `issue_changes` of one history: one an item, in Jira's order."""
    if isinstance(raw, Unread):
        raise raw.error
    get = thing(as_sent(raw), "history_id").get
    of_all = (
        required(issue_id, "issue_id"),
        required(ident(get("id"), "history_id"), "history_id"),
        ident(part(get("author"), "author_id", "accountId"), "author_id"),
        required(instant(get("created"), "changed_at"), "changed_at"),
    )
    return [
        _change(item, index, *of_all) for index, item in enumerate(listed(get("items"), "items"))
    ]


def _change(
    raw: Any, index: int, issue_id: str, history_id: str, author_id: str | None, at: datetime
) -> Row:
    """Return the row of one item."""
    get = raw.get if type(raw) is dict else thing(raw, "items").get
    field, field_id = get("field"), get("fieldId")
    old, old_text, new, new_text = get("from"), get("fromString"), get("to"), get("toString")
    return {
        "issue_id": issue_id,
        "history_id": history_id,
        "item_index": index,
        "author_id": author_id,
        "changed_at": at,
        "field": field if field and type(field) is str else required(text(field, "field"), "field"),
        "field_id": field_id if field_id and type(field_id) is str else ident(field_id, "field_id"),
        "from_value": old if old is None or type(old) is str else _said(old, "from_value"),
        "from_string": (
            old_text
            if old_text is None or type(old_text) is str
            else _said(old_text, "from_string")
        ),
        "to_value": new if new is None or type(new) is str else _said(new, "to_value"),
        "to_string": (
            new_text if new_text is None or type(new_text) is str else _said(new_text, "to_string")
        ),
    }


def _said(value: Any, column: str) -> str | None:
    """Return what a change item says, which is now and then a bare number; empty stays empty."""
    if type(value) in (int, float):
        return str(value)
    return text(value, column)


def worklog_row(raw: Any) -> Row:
    """Return the row of `worklogs`; the work date is local to where the work was booked."""
    worklog = thing(as_sent(raw), "worklog_id")
    started = required(local(worklog.get("started"), "started_at"), "started_at")
    return {
        "worklog_id": required(ident(worklog.get("id"), "worklog_id"), "worklog_id"),
        "issue_id": required(ident(worklog.get("issueId"), "issue_id"), "issue_id"),
        "author_id": ident(part(worklog.get("author"), "author_id", "accountId"), "author_id"),
        "started_at": started.astimezone(UTC),
        "work_date": started.date(),
        "created_at": instant(worklog.get("created"), "created_at"),
        "updated_at": instant(worklog.get("updated"), "updated_at"),
        "seconds": required(integer(worklog.get("timeSpentSeconds"), "seconds"), "seconds"),
        "comment": flattened(worklog.get("comment"), "comment"),
    }


def deletion_row(raw: Any) -> Row:
    """Return the row of `deletions` for one element of the deleted worklogs."""
    deletion = thing(raw, "entity_id")
    return {
        "entity": "worklog",
        "entity_id": required(ident(deletion.get("worklogId"), "entity_id"), "entity_id"),
        "reason": "deleted in Jira",
        "deleted_at": required(instant(deletion.get("updatedTime"), "deleted_at"), "deleted_at"),
        "classification": "deleted",
        "project_key": None,
        "issue_key": None,
    }
