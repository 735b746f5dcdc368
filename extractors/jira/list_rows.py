"""Rows of the small lists, one function a table; a bad object raises `BadValueError`."""

from typing import Any

from extractors.jira.rows import Row
from extractors.jira.values import at, day, flag, ident, instant, integer, required, text


def project_row(raw: Any) -> Row:
    """Return the row of `projects`."""
    return {
        "project_id": _key(raw, "project_id", "id"),
        "project_key": required(text(raw.get("key"), "project_key"), "project_key"),
        "name": text(raw.get("name"), "name"),
        "project_type": text(raw.get("projectTypeKey"), "project_type"),
        "style": text(raw.get("style"), "style"),
        "lead_id": ident(at(raw, "lead_id", "lead", "accountId"), "lead_id"),
        "category": text(at(raw, "category", "projectCategory", "name"), "category"),
        "is_archived": bool(flag(raw.get("archived"), "is_archived")),
        "is_deleted": bool(flag(raw.get("deleted"), "is_deleted")),
    }


def version_row(raw: Any) -> Row:
    """Return the row of `versions`."""
    return {
        "version_id": _key(raw, "version_id", "id"),
        "project_id": ident(raw.get("projectId"), "project_id"),
        "name": text(raw.get("name"), "name"),
        "description": text(raw.get("description"), "description"),
        "is_released": flag(raw.get("released"), "is_released"),
        "is_archived": flag(raw.get("archived"), "is_archived"),
        "start_date": day(raw.get("startDate"), "start_date"),
        "release_date": day(raw.get("releaseDate"), "release_date"),
    }


def board_row(raw: Any) -> Row:
    """Return the row of `boards`."""
    return {
        "board_id": _key(raw, "board_id", "id"),
        "name": text(raw.get("name"), "name"),
        "board_type": text(raw.get("type"), "board_type"),
        "project_id": ident(at(raw, "project_id", "location", "projectId"), "project_id"),
        "project_key": text(at(raw, "project_key", "location", "projectKey"), "project_key"),
    }


def sprint_row(raw: Any) -> Row:
    """Return the row of `sprints`; the board is the one that the sprint was made on."""
    return {
        "sprint_id": _key(raw, "sprint_id", "id"),
        "board_id": ident(raw.get("originBoardId"), "board_id"),
        "name": text(raw.get("name"), "name"),
        "state": text(raw.get("state"), "state"),
        "goal": text(raw.get("goal"), "goal"),
        "start_at": instant(raw.get("startDate"), "start_at"),
        "end_at": instant(raw.get("endDate"), "end_at"),
        "completed_at": instant(raw.get("completeDate"), "completed_at"),
    }


def user_row(raw: Any) -> Row:
    """Return the row of `users`; names and addresses are empty where people hide them."""
    return {
        "account_id": _key(raw, "account_id", "accountId"),
        "display_name": text(raw.get("displayName"), "display_name"),
        "email": text(raw.get("emailAddress"), "email"),
        "account_type": text(raw.get("accountType"), "account_type"),
        "time_zone": text(raw.get("timeZone"), "time_zone"),
        "is_active": flag(raw.get("active"), "is_active"),
    }


def component_row(raw: Any) -> Row:
    """Return the row of `components`."""
    return {
        "component_id": _key(raw, "component_id", "id"),
        "project_id": ident(raw.get("projectId"), "project_id"),
        "name": text(raw.get("name"), "name"),
        "description": text(raw.get("description"), "description"),
        "lead_id": ident(at(raw, "lead_id", "lead", "accountId"), "lead_id"),
    }


def priority_row(raw: Any) -> Row:
    """Return the row of `priorities`; the list numbers its entries."""
    return {
        "priority_id": _key(raw, "priority_id", "id"),
        "name": text(raw.get("name"), "name"),
        "rank": integer(raw.get("rank"), "rank"),
    }


def group_row(raw: Any) -> Row:
    """Return the row of `groups`."""
    return {
        "group_id": _key(raw, "group_id", "groupId"),
        "name": text(raw.get("name"), "name"),
    }


def member_row(raw: Any) -> Row:
    """Return the row of `group_members`: a user, with the group that lists it."""
    return {
        "group_id": _key(raw, "group_id", "groupId"),
        "account_id": _key(raw, "account_id", "accountId"),
    }


def status_row(raw: Any) -> Row:
    """Return the row of `statuses`; only those of team-managed projects have a project."""
    return {
        "status_id": _key(raw, "status_id", "id"),
        "name": text(raw.get("name"), "name"),
        "status_category": text(
            at(raw, "status_category", "statusCategory", "key"), "status_category"
        ),
        "status_category_name": text(
            at(raw, "status_category_name", "statusCategory", "name"), "status_category_name"
        ),
        "project_id": ident(at(raw, "project_id", "scope", "project", "id"), "project_id"),
    }


def field_row(raw: Any) -> Row:
    """Return the row of `fields`."""
    return {
        "field_id": _key(raw, "field_id", "id"),
        "name": text(raw.get("name"), "name"),
        "is_custom": flag(raw.get("custom"), "is_custom"),
        "schema_type": text(at(raw, "schema_type", "schema", "type"), "schema_type"),
        "schema_custom": text(at(raw, "schema_custom", "schema", "custom"), "schema_custom"),
    }


def _key(raw: Any, column: str, *path: str) -> Any:
    return required(ident(at(raw, column, *path), column), column)
