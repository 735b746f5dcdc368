import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import duckdb
import good_landing
import pytest
from good_landing import GOOD, ISSUE, deliver, deliver_good, parquet, reject

from expectations.alerts import list_alerts, set_status
from expectations.errors import GateStoppedError
from expectations.landing_gate import check_landing
from pmo.clock import Clock

ACTUAL = GOOD["finance"]["actuals"]


def quarantine(runtime):
    return parquet(runtime.home.quarantine / "current.parquet")


def freshness(runtime):
    rows = parquet(runtime.home.quality / "freshness" / "current.parquet")
    return {row["source"]: row for row in rows}


def postings(count, bad=0):
    rows = [{**ACTUAL, "document_id": f"{number:05}"} for number in range(count)]
    return [{**row, "currency": "CHF"} if n < bad else row for n, row in enumerate(rows)]


def test_a_good_night_passes_with_empty_lists(runtime):
    deliver_good(runtime)

    result = check_landing(runtime)

    assert result.passed
    assert result.broken == ()
    assert quarantine(runtime) == []
    assert list_alerts(runtime) == []
    assert not list((runtime.home.root / "scratch").glob("*_gate"))


def test_bad_rows_up_to_the_allowed_share_stay_out_and_the_night_goes_on(runtime):
    deliver_good(runtime, lean=True)
    deliver(runtime, "finance", {"actuals": postings(10, bad=2)})

    result = check_landing(runtime)

    assert result.passed
    assert result.quarantined == {"finance.actuals": 2}
    [alert] = list_alerts(runtime)
    assert (alert["severity"], alert["row_count"]) == ("critical", 2)
    assert json.loads(alert["sample_json"])[0]["source_file"] == "actuals.csv"


def test_more_bad_rows_stop_the_night_after_everything_is_written(runtime):
    deliver_good(runtime, lean=True)
    deliver(runtime, "finance", {"actuals": postings(20, bad=6)})

    with pytest.raises(GateStoppedError) as stopped:
        check_landing(runtime)

    message = str(stopped.value)
    assert "finance.actuals" in message
    assert "30.0%" in message
    assert "6 rows" in message
    assert "Owner: PMO" in message
    assert "What to do: Mend the rows" in message
    assert len(quarantine(runtime)) == 6
    assert {alert["expectation"] for alert in list_alerts(runtime)} == {
        "no_exchange_rate",
        "quarantined_share",
    }


def test_a_few_bad_rows_of_a_small_register_do_not_stop_the_night(runtime):
    deliver_good(runtime, lean=True)
    deliver(runtime, "finance", {"actuals": postings(5, bad=4)})

    assert check_landing(runtime).passed
    assert len(quarantine(runtime)) == 4


def test_unreadable_rows_count_towards_the_share(runtime):
    deliver_good(runtime, lean=True)
    bad = {"table_name": "actuals", "column_name": "amount", "value": "N/A (Section 43)"}
    words = {"reason": "no amount", "fix": "write a number", "row_json": "{}"}
    place = {"_source_file": "more.csv", "_source_sheet": None}
    rows = [bad | words | place | {"_source_row": number} for number in range(2, 8)]
    reject(runtime, "finance", rows, [{"file_name": "more.csv", "table_name": "actuals"}])

    with pytest.raises(GateStoppedError, match=r"finance\.actuals.*85\.7%"):
        check_landing(runtime)


def test_a_jira_without_issues_stops_the_night(runtime):
    deliver_good(runtime, lean=True)
    gone = {"entity": "issue", "entity_id": ISSUE["issue_id"], "reason": "deleted"}
    deliver(runtime, "jira", {"deletions": [gone]})

    with pytest.raises(GateStoppedError, match="no issue has landed"):
        check_landing(runtime)


def test_a_source_switched_off_is_not_judged(runtime, with_settings):
    deliver(runtime, "registers", {name: [row] for name, row in GOOD["registers"].items()})
    off = {"enabled": False}

    result = check_landing(with_settings(jira=off, timesheets=off, finance=off))

    assert {each.source for each in result.results} == {"registers"}
    assert freshness(runtime)["jira"]["is_enabled"] is False
    assert freshness(runtime)["jira"]["is_stale"] is False


def test_a_source_switched_off_is_judged_as_long_as_its_rows_are_read(runtime, with_settings):
    deliver_good(runtime, lean=True)
    deliver(runtime, "finance", {"actuals": postings(20, bad=2)})

    result = check_landing(with_settings(finance={"enabled": False}))

    assert "finance" in {each.source for each in result.results}
    assert len(quarantine(runtime)) == 2


def test_required_tables_that_never_landed_stop_the_night(runtime):
    with pytest.raises(GateStoppedError) as stopped:
        check_landing(runtime)

    assert "the register of projects is missing or empty" in str(stopped.value)
    assert "no issue has landed" in str(stopped.value)
    assert quarantine(runtime) == []


def test_an_emptied_register_of_projects_stops_the_night(runtime):
    deliver_good(runtime, lean=True)
    deliver(runtime, "registers", {"projects": []})

    with pytest.raises(GateStoppedError, match="projects is missing or empty"):
        check_landing(runtime)


def test_a_file_that_cannot_be_read_is_a_warning_and_what_it_said_before_stays(runtime):
    deliver_good(runtime, lean=True)
    broken = {
        "table_name": None,
        "reason": "projects.csv is a truncated workbook",
        "fix": "save it again",
        "_source_file": "projects.csv",
        "_source_sheet": None,
        "_source_row": 0,
    }
    reject(runtime, "registers", [broken])

    assert check_landing(runtime).passed
    [row] = quarantine(runtime)
    assert (row["source_file"], row["expectation"]) == ("projects.csv", "unreadable_file")
    [alert] = list_alerts(runtime)
    assert (alert["severity"], "projects.csv" in alert["title"]) == ("warning", True)

    deliver(runtime, "registers", {"projects": [GOOD["registers"]["projects"]]})
    check_landing(runtime)
    assert quarantine(runtime) == []
    assert list_alerts(runtime) == []


def test_an_answer_of_jira_that_could_not_be_read_is_listed_until_it_can(runtime):
    deliver_good(runtime, lean=True)
    row = {"table_name": "issues", "entity_id": "77", "column_name": "created", "value": "soon"}
    words = {"reason": "no timestamp", "fix": "mend the issue", "row_json": '{"id": "77"}'}
    deliver_good(runtime, copies=10, lean=True)
    good_landing.deliver(runtime, "jira", {"rejects": [row | words]})

    check_landing(runtime)
    [listed] = quarantine(runtime)
    assert (listed["value"], listed["row_json"]) == ("soon", '{"id": "77"}')

    deliver(runtime, "jira", {"issues": [{**ISSUE, "issue_id": "77", "time_spent_seconds": 0}]})
    check_landing(runtime)
    assert quarantine(runtime) == []


def test_only_the_newest_delivery_of_a_file_is_judged(runtime):
    deliver_good(runtime, lean=True)
    deliver(runtime, "finance", {"actuals": postings(9, bad=1)})
    deliver(runtime, "finance", {"actuals": postings(9)})

    assert check_landing(runtime).passed
    assert quarantine(runtime) == []


def test_an_uncommitted_batch_is_not_judged(runtime):
    deliver_good(runtime, lean=True)
    batch = deliver(runtime, "finance", {"actuals": postings(9, bad=9)})
    (runtime.home.landing / "finance" / "manifests" / f"{batch}.json").unlink()

    assert check_landing(runtime).passed


def test_the_older_version_that_a_bad_row_uncovers_is_judged_too(runtime):
    deliver_good(runtime, copies=20, lean=True)
    issue = {**ISSUE, "issue_id": "9", "issue_key": "ROAD-9", "time_spent_seconds": 0}
    for points in ("5", "700", "999"):
        deliver(runtime, "jira", {"issues": [{**issue, "story_points": Decimal(points)}]})

    result = check_landing(runtime)

    assert sorted(row["value"] for row in quarantine(runtime)) == ["700.000000", "999.000000"]
    [broken] = result.broken
    assert broken.unexpected_count == 2


def test_of_equal_rows_the_first_stays_and_of_differing_ones_none(runtime):
    deliver_good(runtime, lean=True)
    rows = postings(20)
    conflicting = {**rows[1], "amount": Decimal("1.00")}
    deliver(runtime, "finance", {"actuals": [*rows, rows[0], conflicting]})

    check_landing(runtime)

    listed = {row["source_row"]: row["expectation"] for row in quarantine(runtime)}
    assert listed == {22: "duplicate", 3: "conflicting_duplicate", 23: "conflicting_duplicate"}


def test_a_second_run_of_the_night_changes_nothing_but_the_last_sighting(runtime):
    deliver_good(runtime, lean=True)
    deliver(runtime, "finance", {"actuals": postings(10, bad=1)})
    check_landing(runtime)
    [alert] = list_alerts(runtime)
    set_status(runtime, alert["alert_id"], "acknowledged", by="Ada", note="asked the bank")
    before, [first] = quarantine(runtime), list_alerts(runtime)

    later = replace(runtime, clock=Clock(pinned=good_landing.TODAY + timedelta(days=1)))
    check_landing(later)
    [second] = list_alerts(later)

    assert [{**row, "detected_at": None} for row in quarantine(later)] == [
        {**row, "detected_at": None} for row in before
    ]
    changed = {name for name in first if first[name] != second[name]}
    assert changed == {"last_seen_at"}


def test_a_source_that_has_not_landed_for_long_is_stale(runtime):
    deliver_good(runtime, lean=True)
    later = replace(runtime, clock=Clock(pinned=good_landing.TODAY + timedelta(days=2)))

    check_landing(later)

    assert freshness(later)["finance"]["age_hours"] == 48.0
    assert freshness(later)["finance"]["is_stale"] is True
    assert [alert["title"] for alert in list_alerts(later) if alert["source"] == "finance"] == [
        "finance landed 48 hours ago"
    ]


def test_a_flood_of_broken_rows_is_kept_out_whole(runtime, with_settings):
    deliver_good(runtime, lean=True)
    deliver(runtime, "finance", {"actuals": postings(1000, bad=600)})

    check_landing(with_settings(gates={"max_quarantined_share": 1.0}))

    assert len(quarantine(runtime)) == 600


def test_without_a_register_of_people_nobody_is_unknown(runtime):
    tables = {name: [row] for name, row in GOOD["registers"].items() if name != "people"}
    deliver_good(runtime, lean=True)
    deliver(runtime, "registers", {**tables, "people": []})

    result = check_landing(runtime)

    assert not [each for each in result.results if each.expectation == "unknown_person"]


def test_what_a_killed_gate_left_is_swept(runtime):
    deliver_good(runtime, lean=True)
    leftover = runtime.home.root / "scratch" / "landing_gate"
    leftover.mkdir(parents=True)
    (leftover / "landing.duckdb").write_bytes(b"half a file")

    assert check_landing(runtime).passed
    assert not leftover.exists()


def test_quarantine_is_read_by_staging_as_rows_to_leave_out(runtime):
    deliver_good(runtime, lean=True)
    batch = deliver(runtime, "finance", {"actuals": postings(10, bad=1)})
    check_landing(runtime)

    path = runtime.home.quarantine / "current.parquet"
    found = duckdb.sql(
        "select source, table_name, batch_id, row_number from "
        f"read_parquet('{path}') where disposition = 'quarantined'"
    ).fetchall()

    assert found == [("finance", "actuals", batch, 0)]
    assert [path.name for path in runtime.home.quarantine.iterdir()] == ["current.parquet"]


def test_a_future_posting_is_taken_once_its_day_has_come(runtime):
    deliver_good(runtime, lean=True)
    ahead = {**ACTUAL, "document_id": "9", "posting_date": date(2026, 7, 1)}
    deliver(runtime, "finance", {"actuals": [*postings(9), ahead]})
    check_landing(runtime)
    assert len(quarantine(runtime)) == 1

    check_landing(replace(runtime, clock=Clock(pinned=date(2026, 7, 1))))
    assert quarantine(runtime) == []


def test_who_left_the_registers_keeps_what_was(runtime):
    deliver_good(replace(runtime, clock=Clock(pinned=good_landing.TODAY - timedelta(days=1))))
    person = {"person_id": "E2", "name": "Ben", "department": "Civil"}
    project = {"project_code": "0200", "name": "Tunnel", "manager_id": "E2"}
    project |= {"start_baseline": date(2026, 1, 5)}
    deliver(runtime, "registers", {"projects": [project], "people": [person]})

    check_landing(runtime)

    # Plans, risks, plans of weeks, leave and skills of the one, work and hours of the other.
    assert quarantine(runtime) == []
    assert list_alerts(runtime) == []


def test_a_code_that_was_put_right_on_its_day_is_unknown(runtime):
    deliver_good(replace(runtime, clock=Clock(pinned=good_landing.TODAY - timedelta(days=1))))
    project, baseline = GOOD["registers"]["projects"], GOOD["registers"]["baselines"]
    mistyped = {"project_code": "0701"}
    deliver(runtime, "registers", {"projects": [project, mistyped | {"name": "Bridge"}]})
    deliver(runtime, "registers", {"projects": [project]})
    deliver(runtime, "registers", {"baselines": [baseline, baseline | mistyped]})

    check_landing(runtime)

    assert [(row["entity"].split(",")[0], row["expectation"]) for row in quarantine(runtime)] == [
        ("project_code 0701", "unknown_project")
    ]


def test_what_was_kept_out_of_a_delivery_stays_out_when_another_takes_its_place(runtime):
    person = GOOD["registers"]["people"]
    deliver_good(runtime, lean=True)
    deliver(runtime, "registers", {"people": [person, {**person, "person_id": "E2"}]})
    bad = deliver(runtime, "registers", {"people": [person | {"contract_hours": Decimal(400)}]})
    check_landing(runtime)
    [kept_out] = quarantine(runtime)
    for hours in (40, 38):
        # Of two nights, for the second no longer finds the row among what the last one kept out.
        deliver(runtime, "registers", {"people": [person | {"contract_hours": Decimal(hours)}]})
        check_landing(runtime)
        superseded = parquet(runtime.home.quarantine / "superseded.parquet")

        assert quarantine(runtime) == []
        assert [(row["batch_id"], row["row_number"]) for row in superseded] == [
            (bad, kept_out["row_number"])
        ]
        assert superseded[0]["disposition"] == "quarantined"
