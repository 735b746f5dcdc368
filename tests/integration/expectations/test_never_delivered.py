"""A source that is switched on and brings nothing is told of; one that is switched off is not."""

from good_landing import GOOD, LEAN, deliver

from expectations.alerts import list_alerts
from expectations.landing_gate import check_landing


def deliver_nothing_of_finance(runtime):
    for source in ("jira", "timesheets", "registers"):
        deliver(runtime, source, {name: [GOOD[source][name]] for name in LEAN[source]})
    # The folder was read, and nothing lay in it.
    deliver(runtime, "finance", {})


def of_finance(runtime):
    return [alert for alert in list_alerts(runtime) if alert["source"] == "finance"]


def test_a_source_that_was_read_and_never_brought_a_row_raises_an_alert(runtime):
    deliver_nothing_of_finance(runtime)

    result = check_landing(runtime)

    assert result.passed
    [alert] = of_finance(runtime)
    assert (alert["title"], alert["severity"]) == ("finance has never landed", "warning")
    assert str(runtime.home.drop / "finance") in alert["fix"]
    assert "`finance: {enabled: false}`" in alert["fix"]
    assert "quality.coverage" in alert["why"]


def test_a_source_that_is_switched_off_and_brings_nothing_raises_none(runtime, with_settings):
    deliver_nothing_of_finance(runtime)

    check_landing(with_settings(finance={"enabled": False}))

    assert of_finance(runtime) == []
