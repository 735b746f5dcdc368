"""The small lists of Jira in staging: who left a list is not in it any more."""

from collections.abc import Callable
from datetime import date
from typing import Any

import duckdb
import pytest

LISTS = " ".join(
    f"stg_jira__{name}" for name in ("components", "groups", "group_members", "priorities")
)


@pytest.fixture(scope="module")
def warehouse(new_organisation: Callable[[], Any]) -> duckdb.DuckDBPyConnection:
    organisation = new_organisation()
    member = {"group_id": "g1", "account_id": "ann"}
    organisation.land(
        date(2026, 6, 1),
        "jira",
        {
            "components": [
                {"component_id": "1", "project_id": "10", "name": "Core", "lead_id": "ann"},
                {"component_id": "2", "project_id": "10", "name": "Edge"},
            ],
            "priorities": [
                {"priority_id": "9", "name": "Urgent", "rank": 1},
                {"priority_id": "3", "name": "Low", "rank": 2},
            ],
            "groups": [{"group_id": "g1", "name": "crew"}, {"group_id": "g2", "name": "guests"}],
            "group_members": [member, {**member, "account_id": "bob"}],
        },
    )
    organisation.land(
        date(2026, 6, 2),
        "jira",
        {
            "components": [{"component_id": "2", "project_id": "10", "name": "Rim"}],
            "priorities": [{"priority_id": "9", "name": "Now", "rank": 1}],
            "groups": [{"group_id": "g1", "name": "crew"}],
            "group_members": [member],
        },
    )
    # A night on which none of the lists changed lands none of them.
    organisation.land(date(2026, 6, 3), "jira", {"fields": [{"field_id": "summary"}]})
    return organisation.build(date(2026, 6, 30), select=LISTS)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("select group_id, account_id from staging.stg_jira__group_members", [("g1", "ann")]),
        ("select group_id, name from staging.stg_jira__groups", [("g1", "crew")]),
        ("select name, priority_rank from staging.stg_jira__priorities", [("Now", 1)]),
        (
            # A project may have been refused for a night, so its components stay known.
            "select name, lead_id, jira_project_id from staging.stg_jira__components order by name",
            [("Core", "ann", "10"), ("Rim", None, "10")],
        ),
    ],
)
def test_a_list_is_what_it_was_when_it_was_read_last(
    warehouse: duckdb.DuckDBPyConnection, query: str, expected: list[tuple[Any, ...]]
) -> None:
    assert warehouse.execute(query).fetchall() == expected
