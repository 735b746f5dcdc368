"""Issues that are deleted, moved out, hidden or seen again, and all that hangs on them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

FACTS = "+fct_issue +fct_issue_status_interval +fct_timesheet stg_jira__issue_links int_issue_keys"
TABLES = [
    "staging.stg_jira__issues",
    "staging.stg_jira__issue_changes",
    "staging.stg_jira__worklogs",
    "staging.stg_jira__issue_links",
    "intermediate.int_issue_field_changes",
    "intermediate.int_issue_field_intervals",
    "marts.fct_issue",
    "marts.fct_issue_status_interval",
    "marts.fct_timesheet",
]
NIGHTS = [date(2026, 6, day) for day in (4, 6, 8)]


def june(day: int) -> datetime:
    return datetime(2026, 6, day, 9, tzinfo=UTC)


def issue(number: int, **fields: Any) -> dict[str, Any]:
    given = {"issue_id": str(number), "issue_key": f"AB-{number}", "project_key": "AB"}
    given |= {"status_id": "1", "status": "To Do", "status_category": "new"}
    return given | {"created_at": june(1)} | fields


def change(number: int, history: str, **fields: Any) -> dict[str, Any]:
    given = {"issue_id": str(number), "history_id": history, "item_index": 0}
    given |= {"changed_at": june(2), "field": "status"}
    given |= {"from_value": "3", "from_string": "Done", "to_value": "1", "to_string": "To Do"}
    return given | fields


def link(number: int, start: int, end: int) -> dict[str, Any]:
    given = {"link_id": str(number), "link_type": "Blocks"}
    given |= {"from_issue_id": str(start), "from_issue_key": f"AB-{start}"}
    return given | {"to_issue_id": str(end), "to_issue_key": f"AB-{end}"}


def said(number: int, classification: str | None, day: int) -> dict[str, Any]:
    given = {"entity": "issue", "entity_id": str(number), "classification": classification}
    return given | {"deleted_at": june(day)}


def worklog(number: int) -> dict[str, Any]:
    given = {"worklog_id": str(number), "issue_id": str(number), "author_id": "acc-1"}
    return given | {"work_date": date(2026, 6, 2), "created_at": june(2), "seconds": 3600 * number}


def land_first_night(organisation: Any) -> None:
    organisation.land(
        NIGHTS[0],
        "registers",
        {"projects": [{"project_code": "P-1", "name": "One", "jira_project_keys": "AB"}]},
    )
    numbers = range(1, 8)
    organisation.land(
        NIGHTS[0],
        "jira",
        {
            "statuses": [{"status_id": "1", "name": "To Do", "status_category": "new"}],
            "issues": [issue(number) for number in numbers],
            "issue_changes": [change(number, f"1{number}") for number in numbers],
            "worklogs": [worklog(number) for number in numbers],
            "issue_links": [link(51, 1, 7), link(52, 7, 2), link(53, 6, 7), link(54, 7, 99)],
        },
    )
    # Booked on the key that issue 7 will have had.
    entry = {"entry_id": "T1", "person_id": "E1", "issue_key": "AB-7", "hours": 2}
    organisation.land(
        NIGHTS[0], "timesheets", {"entries": [entry | {"work_date": date(2026, 6, 3)}]}
    )


def land_second_night(organisation: Any) -> None:
    """One of each kind goes, and issue 7 moves to another project of the PMO's."""
    kinds = {1: "deleted", 2: "moved", 3: "archived", 4: "access_lost", 5: "unobserved", 6: None}
    moved = {"issue_key": "CD-70", "project_key": "CD"}
    renamed = {"from_value": None, "from_string": "AB-7", "to_value": None, "to_string": "CD-70"}
    organisation.land(
        NIGHTS[1],
        "jira",
        {
            "deletions": [said(number, kind, 6) for number, kind in kinds.items()],
            "issues": [issue(7, **moved)],
            "issue_changes": [change(7, "17"), change(7, "27", field="Key", **renamed)],
            "issue_links": [link(54, 7, 99) | {"from_issue_key": "CD-70"}],
        },
    )


def land_third_night(organisation: Any) -> None:
    """Issue 1 is found again and read anew, issue 2 too, by a search."""
    organisation.land(
        NIGHTS[2],
        "jira",
        {
            "deletions": [said(1, "present", 8)],
            "issues": [issue(1, parent_id="7", parent_key="AB-7"), issue(2)],
            "issue_changes": [change(1, "11"), change(2, "12")],
        },
    )


def ids(warehouse: Any, table: str, column: str = "issue_id") -> set[str]:
    return {row[0] for row in warehouse.execute(f"select {column} from {table}").fetchall()}


def read(warehouse: Any) -> dict[str, list[tuple[Any, ...]]]:
    return {
        table: warehouse.execute(f"select * from {table} order by all").fetchall()
        for table in TABLES
    }


def standing(warehouse: Any) -> dict[str, set[str]]:
    """Return the ids of the issues that each table holds something of, and of the links."""
    found = {
        table: ids(warehouse, table)
        for table in TABLES
        if "link" not in table and "timesheet" not in table
    }
    found["booked"] = ids(warehouse, "marts.fct_timesheet where source = 'jira'")
    return found | {"links": ids(warehouse, "staging.stg_jira__issue_links", "link_id")}


@pytest.fixture(scope="module")
def nights(new_organisation: Any) -> Iterator[tuple[list[dict[str, set[str]]], Any, Any]]:
    """Return what stands after each of three nights, the last night's warehouse and a fresh one."""
    organisation, found = new_organisation(), []
    for as_of, land in zip(
        NIGHTS, [land_first_night, land_second_night, land_third_night], strict=True
    ):
        land(organisation)
        nightly = organisation.build(as_of, "nightly", FACTS)
        found.append(standing(nightly))
        if as_of != NIGHTS[-1]:
            nightly.close()
    full = organisation.build(NIGHTS[-1], "full", FACTS)
    yield found, nightly, full
    nightly.close()
    full.close()


def test_what_leaves_takes_all_that_hangs_on_it_and_brings_it_back(nights):
    found, *_ = nights
    issues = [set("1234567"), set("3457"), set("123457")]
    # A link needs both ends; one that issue 7 came without was taken off.
    links = [{"51", "52", "53", "54"}, {"54"}, {"54"}]
    for have, numbers, linked in zip(found, issues, links, strict=True):
        assert have.pop("links") == linked
        assert have == dict.fromkeys(have, numbers)


def test_three_nights_of_leaving_and_coming_back_give_what_a_full_refresh_gives(nights):
    _, nightly, full = nights
    assert read(nightly) == read(full)


def test_a_day_before_it_left_still_has_it_also_in_a_warehouse_that_was_built_later(organisation):
    land_first_night(organisation)
    land_second_night(organisation)
    later = organisation.build(NIGHTS[1], "nightly", FACTS)
    assert ids(later, "marts.fct_issue") == set("3457")
    later.close()

    before = organisation.build(date(2026, 6, 5), "nightly", FACTS)
    have = standing(before)
    del have["links"]
    assert have == {table: set("1234567") for table in have}
    before.close()


def test_a_booking_on_an_old_key_goes_to_the_issue_and_links_and_parents_bear_todays(nights):
    *_, warehouse = nights

    def rows(query: str) -> list[tuple[Any, ...]]:
        return warehouse.execute(query).fetchall()

    booked = "select issue_id, issue_key from marts.fct_timesheet where source <> 'jira'"
    assert rows(booked) == [("7", "CD-70")]
    assert rows("select from_issue_key, to_issue_key from staging.stg_jira__issue_links") == [
        ("CD-70", "AB-99")
    ]
    assert rows("select parent_key from staging.stg_jira__issues where issue_id = '1'") == [
        ("CD-70",)
    ]
    keys = "select issue_key, valid_to is null from intermediate.int_issue_keys"
    assert rows(f"{keys} where issue_id = '7' order by valid_from") == [
        ("AB-7", False),
        ("CD-70", True),
    ]
