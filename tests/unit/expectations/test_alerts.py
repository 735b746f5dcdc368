from dataclasses import replace
from datetime import date, timedelta

import pyarrow.parquet as pq
import pytest

from expectations.alerts import (
    UnknownAlertError,
    list_alerts,
    record_alerts,
    refresh_alerts,
    set_status,
)
from expectations.results import LANDING, PUBLISH, Alert
from pmo.clock import Clock
from pmo.home import Home
from pmo.runtime import Runtime
from pmo.settings import Settings

TODAY = date(2026, 6, 30)
ALERT = Alert(
    alert_id="a1",
    severity="critical",
    gate=LANDING,
    source="finance",
    table_name="actuals",
    column_name="currency",
    expectation="no_exchange_rate",
    title="finance.actuals: currency has no exchange rate",
    why="why",
    owner="Finance",
    row_count=3,
    sample_json="[]",
    fix="fix",
)


@pytest.fixture
def runtime(tmp_path, monkeypatch):
    monkeypatch.delenv("PMO_STATE_URL", raising=False)
    return Runtime(
        settings=Settings.model_validate({"organisation": {"name": "Test"}}),
        home=Home(root=tmp_path / "home", drop=tmp_path / "drop"),
        clock=Clock(pinned=TODAY),
    )


def on(runtime, days):
    return replace(runtime, clock=Clock(pinned=TODAY + timedelta(days=days)))


def test_a_new_alert_opens_with_the_clock_of_the_night(runtime):
    record_alerts(runtime, [ALERT], gate=LANDING)

    [alert] = list_alerts(runtime)
    assert alert["status"] == "open"
    assert alert["first_seen_at"].isoformat() == "2026-06-30T05:00:00+00:00"
    assert alert["row_count"] == 3


def test_a_standing_alert_keeps_its_first_sighting_and_what_was_said_about_it(runtime):
    record_alerts(runtime, [ALERT], gate=LANDING)
    set_status(runtime, "a1", "waived", by="Ada", note="known until July")
    record_alerts(on(runtime, 1), [replace(ALERT, row_count=5)], gate=LANDING)

    [alert] = list_alerts(runtime)
    assert (alert["status"], alert["changed_by"], alert["note"]) == (
        "waived",
        "Ada",
        "known until July",
    )
    assert (alert["last_seen_at"] - alert["first_seen_at"]).days == 1
    assert alert["row_count"] == 5


def test_an_alert_that_is_gone_closes_and_opens_anew_when_it_returns(runtime):
    record_alerts(runtime, [ALERT], gate=LANDING)
    set_status(runtime, "a1", "acknowledged", by="Ada")
    record_alerts(on(runtime, 1), [], gate=LANDING)
    assert list_alerts(runtime) == []
    assert [each["alert_id"] for each in list_alerts(runtime, "closed")] == ["a1"]

    record_alerts(on(runtime, 2), [ALERT], gate=LANDING)
    [alert] = list_alerts(runtime)
    assert (alert["status"], alert["changed_by"]) == ("open", None)
    assert alert["first_seen_at"].date() == date(2026, 7, 2)


def test_one_gate_does_not_close_the_alerts_of_the_other(runtime):
    record_alerts(runtime, [ALERT], gate=LANDING)
    record_alerts(runtime, [replace(ALERT, alert_id="p1", gate=PUBLISH)], gate=PUBLISH)
    record_alerts(runtime, [], gate=PUBLISH)

    assert [alert["alert_id"] for alert in list_alerts(runtime)] == ["a1"]


def test_critical_alerts_are_listed_before_warnings(runtime):
    warning = replace(ALERT, alert_id="a0", severity="warning")
    record_alerts(runtime, [warning, ALERT], gate=LANDING)

    assert [alert["alert_id"] for alert in list_alerts(runtime)] == ["a1", "a0"]
    assert list_alerts(runtime, "waived") == []


def test_an_unknown_status_or_alert_is_refused(runtime):
    record_alerts(runtime, [ALERT], gate=LANDING)

    with pytest.raises(ValueError, match="'done'; write one of open, acknowledged"):
        set_status(runtime, "a1", "done", by="Ada")
    with pytest.raises(UnknownAlertError, match="'a2'"):
        set_status(runtime, "a2", "waived", by="Ada")


def test_the_published_list_follows_the_store(runtime):
    refresh_alerts(runtime, LANDING, [ALERT])
    set_status(runtime, "a1", "assigned", by="Ada", note="Finance is on it")

    path = runtime.home.quality / "alerts" / "current.parquet"
    [row] = pq.read_table(path).to_pylist()
    assert (row["alert_id"], row["status"]) == ("a1", "assigned")


def test_the_store_may_live_elsewhere(runtime, tmp_path, monkeypatch):
    monkeypatch.setenv("PMO_STATE_URL", f"sqlite:///{tmp_path / 'elsewhere.db'}")
    record_alerts(runtime, [ALERT], gate=LANDING)

    assert (tmp_path / "elsewhere.db").exists()
    assert not runtime.home.state.exists()
