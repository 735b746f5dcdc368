"""Write what Data Center sends as Cloud writes it, in place: people, groups, parents.

A person's `accountId` is the user key, which outlives a renaming and is what the changelog says
too; versions without keys have the name. A group's `groupId` is its name. The epic of an issue,
which Data Center keeps in a custom field, is its `parent`.
"""

from collections.abc import Sequence
from typing import Any

EPIC_LINK = "com.pyxis.greenhopper.jira:gh-epic-link"


def person(raw: Any) -> Any:
    """Give a user an `accountId`."""
    if isinstance(raw, dict) and raw.get("accountId") is None:
        raw["accountId"] = raw.get("key") or raw.get("name")
    return raw


def with_lead(raw: dict[str, Any]) -> dict[str, Any]:
    """Give the lead of a project or component an `accountId`."""
    person(raw.get("lead"))
    return raw


def authored(raw: Any) -> Any:
    """Give the author of a worklog or history an `accountId`."""
    if isinstance(raw, dict):
        person(raw.get("author"))
    return raw


def grouped(raw: Any) -> Any:
    """Give a group a `groupId`."""
    if isinstance(raw, dict) and raw.get("groupId") is None:
        raw["groupId"] = raw.get("name")
    return raw


def issue(raw: Any, epic_fields: Sequence[str]) -> Any:
    """Give the people of an issue an `accountId`, and the issue its epic as a `parent`."""
    fields = raw.get("fields") if isinstance(raw, dict) else None
    if isinstance(fields, dict):
        person(fields.get("assignee"))
        person(fields.get("reporter"))
        if fields.get("parent") is None:
            epic = next((fields[each] for each in epic_fields if fields.get(each)), None)
            if epic is not None:
                fields["parent"] = {"key": epic}
    return raw


def epic_fields(fields: Sequence[Any]) -> tuple[str, ...]:
    """Return the ids of the custom fields that name an issue's epic by its key."""
    return tuple(
        str(each["id"])
        for each in fields
        if isinstance(each, dict)
        and isinstance(schema := each.get("schema"), dict)
        and schema.get("custom") == EPIC_LINK
    )
