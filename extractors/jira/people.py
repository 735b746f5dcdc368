"""Write the people and groups of Data Center as Cloud writes them, in place."""

from typing import Any


def person(raw: Any) -> Any:
    """Give a user an `accountId`: the key, which outlives a renaming, else the name."""
    if isinstance(raw, dict) and raw.get("accountId") is None:
        raw["accountId"] = raw.get("key") or raw.get("name")
    return raw


def with_lead(raw: dict[str, Any]) -> dict[str, Any]:
    """Give the lead of a project or component an `accountId`."""
    person(raw.get("lead"))
    return raw


def issue_people(raw: Any) -> Any:
    """Give the people of an issue an `accountId`."""
    fields = raw.get("fields") if isinstance(raw, dict) else None
    if isinstance(fields, dict):
        person(fields.get("assignee"))
        person(fields.get("reporter"))
    return raw


def grouped(raw: Any) -> Any:
    """Give a group a `groupId`: its name, for it has no other."""
    if isinstance(raw, dict) and raw.get("groupId") is None:
        raw["groupId"] = raw.get("name")
    return raw
