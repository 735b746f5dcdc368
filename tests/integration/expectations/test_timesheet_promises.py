"""Hours that look wrong beside each other and are not; and those that are."""

from datetime import date
from decimal import Decimal

import good_landing
import pytest
from good_landing import GOOD, MARCH, deliver, deliver_good

from expectations.landing_gate import check_landing

DAY = date(2026, 4, 7)
ENTRY = {**GOOD["timesheets"]["entries"], "work_date": DAY, "billable_hours": None}


def entry(entry_id, hours, replaces_id=None, approval_status="approved", **changes):
    return {
        **ENTRY,
        **{"entry_id": entry_id, "hours": Decimal(hours)},
        **{"replaces_id": replaces_id, "approval_status": approval_status},
        **changes,
    }


def listed(runtime):
    check_landing(runtime)
    rows = good_landing.parquet(runtime.home.quarantine / "current.parquet")
    return sorted(
        (row["expectation"], row["entity"]) for row in rows if row["source"] == "timesheets"
    )


def test_corrections_rejected_and_deleted_entries_do_not_fill_a_day_twice(runtime):
    deliver_good(runtime, lean=True)
    chain = [
        entry("A1", 13),
        entry("A2", 13, "A1"),
        entry("A3", 13, "A2", "rejected"),
        entry("A4", 13, "A3"),
        entry("B1", 13, approval_status="cancelled"),
        entry("C1", 13, deleted_at=good_landing.at(DAY)),
    ]
    deliver(runtime, "timesheets", {"entries": chain}, file="chain.csv")

    assert listed(runtime) == []


def test_a_day_that_is_overfull_without_what_was_corrected_is_kept_out(runtime):
    deliver_good(runtime, lean=True)
    rows = [
        entry("A1", 10),
        entry("A2", 13, "A1"),
        entry("A3", 1, "A2", "rejected"),
        entry("B1", 12),
    ]
    deliver(runtime, "timesheets", {"entries": rows}, file="chain.csv")

    assert listed(runtime) == [
        ("overfull_day", "ROAD-1, entry_id A2"),
        ("overfull_day", "ROAD-1, entry_id B1"),
    ]


@pytest.mark.parametrize(
    ("timesheets", "expected"),
    [
        ({"jira_worklogs": "used"}, [("also_in_jira", "tempo_worklog_id 9002")]),
        ({"jira_worklogs": "ignored"}, []),
        ({"jira_worklogs": "used", "tempo": {"app_accounts": ["acc-1"]}}, []),
    ],
)
def test_copies_in_jira_are_told_of_only_where_both_count(runtime, timesheets, expected):
    settings = type(runtime.settings).model_validate(
        {"organisation": {"name": "Test"}, "timesheets": timesheets}
    )
    runtime = type(runtime)(settings, runtime.home, runtime.clock)
    deliver_good(runtime, lean=True)
    deliver(runtime, "jira", {"worklogs": [GOOD["jira"]["worklogs"]]})
    worklog = {**GOOD["timesheets"]["tempo_worklogs"], "tempo_worklog_id": "9002", "seconds": 7200}
    deliver(runtime, "timesheets", {"tempo_worklogs": [{**worklog, "work_date": MARCH}]})

    assert listed(runtime) == expected


def test_people_and_projects_may_be_called_as_the_time_tracker_calls_them(runtime):
    deliver_good(runtime, lean=True)
    people = {**GOOD["registers"]["people"], "email": "Ada@Example.com"}
    deliver(runtime, "registers", {"people": [people]})
    rows = [
        entry("A1", 1, person_id="ada@example.com", project_code="bridge"),
        entry("A2", 1, person_id="ADA ", project_code="Bridge"),
        entry("A3", 1, person_id="Eve", project_code="Tunnel"),
    ]
    deliver(runtime, "timesheets", {"entries": rows}, file="names.csv")

    assert listed(runtime) == [
        ("unknown_person", "ROAD-1, entry_id A3"),
        ("unknown_project", "ROAD-1, entry_id A3"),
    ]
