"""What Jira counts against what landed, and how loudly a difference is told."""

import json
from datetime import date, timedelta

import pytest
from good_landing import CHANGE, ISSUE, WORKLOG, at, deliver, deliver_good, parquet

from expectations.alerts import list_alerts
from expectations.landing_gate import check_landing

LATER = at(date(2026, 6, 20))
NOBODY_LOGGED = {**ISSUE, "time_spent_seconds": 0}


def counted(issues, basis="census", project_key="ROAD"):
    return {"project_key": project_key, "issues": issues, "basis": basis, "observed_at": LATER}


def said(issue_id, classification, reason="so it was", project_key="ROAD"):
    return {
        "entity": "issue",
        "entity_id": issue_id,
        "classification": classification,
        "reason": reason,
        "deleted_at": LATER,
        "project_key": project_key,
        "issue_key": f"{project_key}-{issue_id}",
    }


def spent(history_id, to_value, item_index=0, **rest):
    change = {**CHANGE, "field": "timespent", "field_id": "timespent", "history_id": history_id}
    change |= {"from_value": None, "from_string": None, "item_index": item_index}
    return change | {"to_value": to_value, "to_string": to_value} | rest


def reconciled(runtime):
    rows = parquet(runtime.home.quality / "reconciliation" / "current.parquet")
    return {(row["project_key"], row["check_name"]): row for row in rows}


def judged(runtime, **tables):
    """Land `tables` on a good landing, run the gate and return the alerts by expectation."""
    deliver_good(runtime, lean=True)
    deliver(runtime, "jira", tables)
    check_landing(runtime)
    return {alert["expectation"]: alert for alert in list_alerts(runtime)}


def test_where_all_counts_agree_there_is_a_row_for_each_check_and_no_alert(runtime):
    change = spent("7002", "7200")
    alerts = judged(
        runtime, issue_counts=[counted(1)], issue_changes=[CHANGE, change], worklogs=[WORKLOG]
    )

    rows = reconciled(runtime)
    assert alerts == {}
    assert {
        check: (row["jira_value"], row["landing_value"]) for (_, check), row in rows.items()
    } == {
        "issues": (1, 1),
        "last_status": (1, 1),
        "logged_seconds": (7200, 7200),
        "counted_seconds": (7200, 7200),
    }
    assert all(row["is_kept"] and row["difference"] == 0 for row in rows.values())
    assert all(row["sample_json"] == "[]" for row in rows.values())


def test_another_count_of_jira_is_an_alert_that_names_the_project_and_both_numbers(runtime):
    alert = judged(runtime, issue_counts=[counted(3), counted(0, project_key="RAIL")])[
        "count_differs"
    ]

    assert alert["severity"] == "critical"
    assert alert["title"] == (
        "jira.issues: Jira counts other issues than landed (ROAD: 3 in Jira, 1 landed)"
    )
    assert (alert["owner"], alert["row_count"]) == ("PMO", 2)
    assert "census" in alert["fix"]
    row = reconciled(runtime)["ROAD", "issues"]
    assert (row["jira_value"], row["landing_value"], row["difference"]) == (3, 1, -2)
    assert not row["is_kept"]


def test_the_issues_that_cannot_be_read_are_shown_with_the_count_that_they_are_missing_from(
    runtime,
):
    reject = {
        "table_name": "issues",
        "entity_id": "77",
        "reason": "a day was expected",
        "row_json": json.dumps({"id": "77", "key": "ROAD-77"}),
    }
    alert = judged(runtime, issue_counts=[counted(2)], rejects=[reject])["count_differs"]

    assert json.loads(alert["sample_json"]) == [{"entity": "ROAD-77"}]


@pytest.mark.parametrize(
    ("issues", "landed", "is_told"), [(1006, 1001, False), (1008, 1001, True), (996, 1001, False)]
)
def test_an_approximate_count_may_differ_a_little(runtime, issues, landed, is_told):
    deliver_good(runtime, copies=landed, lean=False)
    deliver(runtime, "jira", {"issue_counts": [counted(issues, basis="count")]})
    check_landing(runtime)

    alerts = {alert["expectation"]: alert for alert in list_alerts(runtime)}
    assert ("count_differs" in alerts) is is_told
    assert not is_told or alerts["count_differs"]["severity"] == "warning"


def test_only_the_last_batch_counts_and_a_project_that_it_leaves_out_is_not_compared(runtime):
    deliver_good(runtime, lean=True)
    deliver(runtime, "jira", {"issue_counts": [counted(9), counted(7, project_key="RAIL")]})
    deliver(runtime, "jira", {"issue_counts": [counted(1)]})
    check_landing(runtime)

    assert list_alerts(runtime) == []
    assert ("RAIL", "issues") not in reconciled(runtime)


def test_what_the_census_misses_is_not_missing_from_the_count(runtime):
    kinds = {"1": "deleted", "2": "moved", "3": "archived", "4": "access_lost", "5": "unobserved"}
    issues = [{**NOBODY_LOGGED, "issue_id": n, "issue_key": f"ROAD-9{n}"} for n in kinds]
    missed = [said(n, kind) for n, kind in kinds.items()]
    alerts = judged(runtime, issues=issues, issue_counts=[counted(1)], deletions=missed)

    assert "count_differs" not in alerts
    # Only what was deleted or moved has left the facts.
    assert reconciled(runtime)["ROAD", "logged_seconds"]["jira_value"] == 7200
    assert reconciled(runtime)["ROAD", "issues"]["landing_value"] == 1


def test_an_issue_that_landed_after_it_was_missed_counts_again(runtime):
    deliver_good(runtime, lean=True)
    deliver(runtime, "jira", {"deletions": [said("1001", "deleted")]})
    deliver(runtime, "jira", {"issues": [ISSUE], "issue_counts": [counted(1)]})
    check_landing(runtime)
    assert list_alerts(runtime) == []
    deliver(runtime, "jira", {"deletions": [said("1001", "deleted")]})
    deliver(runtime, "jira", {"deletions": [said("1001", "present")]})
    check_landing(runtime)

    assert list_alerts(runtime) == []


def test_the_worklogs_of_a_deleted_issue_are_gone_with_it_and_warn_of_nothing(runtime):
    deliver_good(runtime, lean=True)
    other = {**NOBODY_LOGGED, "issue_id": "1002", "issue_key": "ROAD-2"}
    bad = {**WORKLOG, "worklog_id": "5002", "seconds": -5}
    deliver(
        runtime,
        "jira",
        {"issues": [other], "worklogs": [WORKLOG, bad], "deletions": [said("1001", "deleted")]},
    )
    result = check_landing(runtime)

    assert [alert for alert in list_alerts(runtime) if alert["source"] == "jira"] == []
    assert result.quarantined == {}


def test_a_mass_loss_is_an_alert_until_it_is_settled(runtime):
    reason = "held back by the mass-loss brake: 2 of 3 issues of ROAD would be lost at once"
    more = [{**NOBODY_LOGGED, "issue_id": n, "issue_key": f"ROAD-{n}"} for n in ("1002", "1003")]
    missing = [said(n, "unobserved", reason) for n in ("1002", "1003")]
    alert = judged(runtime, issues=more, deletions=missing)["mass_loss"]

    assert (alert["severity"], alert["row_count"]) == ("critical", 2)
    assert alert["title"] == (
        "jira.issues: 2 of ROAD are missing all at once, so none is marked deleted"
    )
    assert "jira.census.max_lost_share" in alert["fix"]
    assert json.loads(alert["sample_json"])[0] == {"entity": "ROAD-1002", "reason": reason}
    deliver(runtime, "jira", {"deletions": [said(n, "deleted") for n in ("1002", "1003")]})
    check_landing(runtime)
    assert list_alerts(runtime) == []


def test_issues_that_search_is_behind_with_are_no_mass_loss(runtime):
    late = {**NOBODY_LOGGED, "issue_id": "1002", "issue_key": "ROAD-2"}

    assert judged(runtime, issues=[late], deletions=[said("1002", "unobserved")]) == {}


def test_lost_access_is_told_apart_and_less_loudly(runtime):
    alert = judged(runtime, deletions=[said("1001", "access_lost")])["access_lost"]

    assert (alert["severity"], alert["row_count"]) == ("warning", 1)
    assert "1 of ROAD" in alert["title"]
    assert "Browse Projects" in alert["fix"]


def test_hours_are_compared_with_the_worklogs_and_with_the_last_that_the_changelog_counted(runtime):
    """4 hours, then 2 in one history of two items: 7200 is what counts last."""
    changes = [
        spent("7002", "14400", changed_at=at(date(2026, 3, 4))),
        spent("7010", "10800", 0, changed_at=at(date(2026, 3, 5))),
        spent("7010", "7200", 1, changed_at=at(date(2026, 3, 5))),
        spent("7009", "3600", changed_at=at(date(2026, 3, 5))),
    ]
    assert judged(runtime, issue_changes=changes, worklogs=[WORKLOG]) == {}
    deliver(runtime, "jira", {"worklogs": [{**WORKLOG, "seconds": 3600}]})
    deliver(runtime, "jira", {"issue_changes": [spent("7011", "9000")]})
    check_landing(runtime)

    rows = reconciled(runtime)
    logged, history = rows["ROAD", "logged_seconds"], rows["ROAD", "counted_seconds"]
    assert (logged["jira_value"], logged["landing_value"], logged["difference"]) == (
        7200,
        3600,
        -3600,
    )
    assert (history["jira_value"], history["landing_value"]) == (7200, 9000)
    assert logged["sample_json"] == history["sample_json"] == '["ROAD-1"]'
    assert {alert["expectation"] for alert in list_alerts(runtime)} == {
        "time_spent_differs",
        "time_spent_differs_from_history",
    }


def test_all_hours_taken_back_leave_nothing_to_compare(runtime):
    """Jira empties the time spent, and its last change counts zero or nothing."""
    back = spent("7003", None, changed_at=at(date(2026, 3, 5)))
    first = spent("7002", "3600", changed_at=at(date(2026, 3, 4)))
    none = {**ISSUE, "time_spent_seconds": None}

    assert judged(runtime, issues=[none], issue_changes=[first, back]) == {}


def test_a_change_newer_than_the_issue_was_read_is_left_to_the_next_night(runtime):
    newer = {"changed_at": ISSUE["updated_at"] + timedelta(minutes=1)}
    reopened = {**CHANGE, "history_id": "7003", "to_value": "1", "to_string": "To Do", **newer}
    changes = [reopened, spent("7004", "9000", **newer)]

    assert judged(runtime, issue_changes=changes, worklogs=[WORKLOG]) == {}


@pytest.mark.parametrize(("minutes", "is_told"), [(11, True), (9, False)])
def test_an_issue_edited_while_it_was_extracted_is_left_to_the_next_night(
    runtime, minutes, is_told
):
    edited = runtime.clock.now() - timedelta(minutes=minutes)
    alerts = judged(
        runtime,
        issues=[{**ISSUE, "updated_at": edited}],
        worklogs=[{**WORKLOG, "seconds": 60}],
        issue_counts=[counted(1)],
    )

    assert ("time_spent_differs" in alerts) is is_told


def test_without_jira_there_is_nothing_to_compare(runtime, with_settings):
    runtime = with_settings(jira={"enabled": False})
    deliver(runtime, "registers", {"projects": [{"project_code": "0107", "name": "Bridge"}]})
    check_landing(runtime)

    assert reconciled(runtime) == {}
