"""Histories built night by night are those of a full refresh, and of any past day the truth."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pytest

HISTORY = "+fct_issue +fct_issue_status_interval +fct_project_flow_daily +fct_timesheet"
REBUILT = [
    "intermediate.int_issue_field_changes",
    "intermediate.int_issue_field_intervals",
    "marts.fct_issue",
    "marts.fct_issue_status_interval",
    "marts.fct_project_flow_daily",
    "marts.fct_timesheet",
]
STATUSES = {"1": ("To Do", "new"), "2": ("Doing", "indeterminate"), "3": ("Done", "done")}
Row = Mapping[str, Any]


def june(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 6, day, hour, tzinfo=UTC)


def stored(day: int, hour: int = 9) -> datetime:
    """Return the instant as the warehouse holds it: UTC, without saying so."""
    return june(day, hour).replace(tzinfo=None)


def issue(number: str, status: str, **fields: Any) -> Row:
    name, category = STATUSES[status]
    given = {"issue_id": number, "issue_key": f"AB-{number}", "project_key": "AB"}
    given |= {"status_id": status, "status": name, "status_category": category}
    return given | {"created_at": june(1)} | fields


def moved(number: str, history: str, at: datetime, before: str, after: str, item: int = 0) -> Row:
    change = {"issue_id": number, "history_id": history, "item_index": item, "changed_at": at}
    change |= {"field": "status", "from_value": before, "from_string": STATUSES[before][0]}
    return change | {"to_value": after, "to_string": STATUSES[after][0]}


def repointed(number: str, history: str, at: datetime, before: str | None, after: str) -> Row:
    change = {"issue_id": number, "history_id": history, "item_index": 0, "changed_at": at}
    return change | {"field": "Story Points", "from_string": before, "to_string": after}


def worklog(number: str, on: str, day: int, seconds: int) -> Row:
    given = {"worklog_id": number, "issue_id": on, "author_id": "acc-1"}
    return given | {"work_date": date(2026, 6, day), "created_at": june(day), "seconds": seconds}


def land_registers(organisation: Any) -> None:
    organisation.land(
        date(2026, 6, 1),
        "registers",
        {"projects": [{"project_code": "P-1", "name": "One", "jira_project_keys": "AB"}]},
    )


def land_first_night(organisation: Any) -> None:
    statuses = [
        {"status_id": key, "name": name, "status_category": category}
        for key, (name, category) in STATUSES.items()
    ]
    organisation.land(
        date(2026, 6, 4),
        "jira",
        {
            "statuses": statuses,
            "issues": [
                issue("1", "2", story_points=Decimal(3)),
                issue("2", "1", story_points=Decimal(5)),
            ],
            "issue_changes": [moved("1", "10", june(2), "1", "2")],
            "worklogs": [worklog("1", "1", 2, 3600), worklog("2", "2", 3, 1800)],
        },
    )


def land_second_night(organisation: Any) -> None:
    organisation.land(
        date(2026, 6, 6),
        "jira",
        {
            "issues": [
                issue("1", "3", story_points=Decimal(8)),
                issue("3", "1", created_at=june(5)),
            ],
            # The overlap brings history 10 again; history 11 holds two steps.
            "issue_changes": [
                moved("1", "10", june(2), "1", "2"),
                moved("1", "11", june(5), "2", "1", item=0),
                moved("1", "11", june(5), "1", "3", item=1),
                repointed("1", "12", june(5, 12), "3", "8"),
            ],
        },
    )


def land_third_night(organisation: Any) -> None:
    """A change that is older than what is known arrives late, an issue and a worklog go."""
    organisation.land(
        date(2026, 6, 8),
        "jira",
        {
            "issues": [issue("2", "1", story_points=Decimal(5))],
            "issue_changes": [
                moved("2", "8", june(1, 12), "1", "3"),
                moved("2", "9", june(3, 12), "3", "1"),
            ],
            "deletions": [
                {"entity": "issue", "entity_id": "3", "deleted_at": june(7)},
                {"entity": "worklog", "entity_id": "1", "deleted_at": june(7)},
            ],
        },
    )


NIGHTS = [
    (date(2026, 6, 4), land_first_night),
    (date(2026, 6, 6), land_second_night),
    (date(2026, 6, 8), land_third_night),
]


def cells(warehouse: duckdb.DuckDBPyConnection, table: str) -> list[tuple[Any, ...]]:
    return warehouse.execute(f"select * from {table} order by all").fetchall()


def test_three_nights_give_cell_by_cell_what_a_full_refresh_gives(organisation):
    land_registers(organisation)
    for night, (as_of, land) in enumerate(NIGHTS):
        land(organisation)
        nightly = organisation.build(as_of, "nightly", HISTORY)
        full = organisation.build(as_of, f"full-{night}", HISTORY)
        for table in REBUILT:
            rows = cells(nightly, table)
            assert rows == cells(full, table), (as_of, table)
            assert rows, (as_of, table)
        nightly.close()
        full.close()


def test_another_mapping_of_story_points_rebuilds_histories_that_did_not_land_again(organisation):
    histories = "+int_issue_field_intervals"
    for _, land in NIGHTS:
        land(organisation)
    organisation.land(
        date(2026, 6, 8),
        "jira",
        {"issue_changes": [repointed("1", "900", june(7), "1", "40") | {"field": "Weight"}]},
    )
    organisation.build(date(2026, 6, 8), "nightly", histories).close()
    mapping = [{"target": "story_points", "preference": 1, "field_id": "customfield_9"}]
    organisation.land(date(2026, 6, 8), "jira", {"field_mapping": mapping})

    weighed = {"story_point_fields": ["Weight"]}
    nightly = organisation.build(date(2026, 6, 8), "nightly", histories, **weighed)
    full = organisation.build(date(2026, 6, 8), "full", histories, **weighed)

    points = "where field = 'story_points' and value_string = '40'"
    table = "intermediate.int_issue_field_intervals"
    assert len(nightly.execute(f"from {table} {points}").fetchall()) == 1
    for table in REBUILT[:2]:
        assert cells(nightly, table) == cells(full, table), table
    nightly.close()
    full.close()


@pytest.fixture(scope="module")
def landed(new_organisation):
    organisation = new_organisation()
    land_registers(organisation)
    for _, land in NIGHTS:
        land(organisation)
    return organisation


@pytest.fixture(scope="module")
def on_the_last_day(landed):
    return landed.build(date(2026, 6, 8), select=HISTORY)


def test_a_past_day_is_reported_as_it_stood_then(landed):
    warehouse = landed.build(date(2026, 6, 2), "past", HISTORY)

    # On 2 June issue 3 did not exist yet, and issue 1 had 3 points and was in progress; that
    # issue 2 had been done since the day before became known only later, but was true.
    assert warehouse.execute(
        "select issue_id, status, status_category, story_points, resolved_at, time_spent_hours "
        "from marts.fct_issue order by issue_id"
    ).fetchall() == [
        ("1", "Doing", "indeterminate", Decimal(3), None, Decimal(1)),
        ("2", "Done", "done", Decimal(5), stored(1, 12), Decimal(0)),
    ]


def test_a_deletion_takes_effect_on_its_own_day(landed):
    before = landed.build(date(2026, 6, 6), "before", HISTORY)
    after = landed.build(date(2026, 6, 7), "after", HISTORY)

    hours = "select source_id, hours from marts.fct_timesheet order by 1"
    assert before.execute(hours).fetchall() == [("1", Decimal(1)), ("2", Decimal("0.5"))]
    assert after.execute(hours).fetchall() == [("2", Decimal("0.5"))]
    issues = "select issue_id from marts.fct_issue order by 1"
    assert before.execute(issues).fetchall() == [("1",), ("2",), ("3",)]
    assert after.execute(issues).fetchall() == [("1",), ("2",)]


def test_the_flow_of_every_day_follows_points_and_reopenings(on_the_last_day):
    # Created 1 June with 3 + 5 points; issue 2 was done on 1 June and reopened on 3 June; issue 1
    # was done on 5 June, when it also grew to 8 points. Issue 3 was deleted and never counts.
    assert on_the_last_day.execute(
        "select day(date_day), completed_issues, reopened_issues, todo_issues, "
        "in_progress_issues, done_issues, scope_points, cumulative_completed_points "
        "from marts.fct_project_flow_daily order by date_day"
    ).fetchall() == [
        (1, 1, 0, 1, 0, 1, Decimal(8), Decimal(5)),
        (2, 0, 0, 0, 1, 1, Decimal(8), Decimal(5)),
        (3, 0, 1, 1, 1, 0, Decimal(8), Decimal(0)),
        (4, 0, 0, 1, 1, 0, Decimal(8), Decimal(0)),
        (5, 1, 0, 1, 0, 1, Decimal(13), Decimal(8)),
        (6, 0, 0, 1, 0, 1, Decimal(13), Decimal(8)),
        (7, 0, 0, 1, 0, 1, Decimal(13), Decimal(8)),
        (8, 0, 0, 1, 0, 1, Decimal(13), Decimal(8)),
    ]


def test_steps_of_one_history_keep_their_order(on_the_last_day):
    assert on_the_last_day.execute(
        "select status, entered_at, left_at from marts.fct_issue_status_interval "
        "where issue_id = '1' order by interval_number"
    ).fetchall() == [
        ("To Do", stored(1), stored(2)),
        ("Doing", stored(2), stored(5)),
        ("To Do", stored(5), stored(5)),
        ("Done", stored(5), None),
    ]
