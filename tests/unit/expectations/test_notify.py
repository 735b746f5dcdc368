from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from expectations.notify import message
from expectations.results import LANDING, PromiseResult, verdict
from pmo.clock import Clock
from pmo.home import Home
from pmo.runtime import Runtime
from pmo.settings import Settings

RUNTIME = Runtime(
    settings=Settings.model_validate({"organisation": {"name": "Northwind"}}),
    home=Home(root=Path("home"), drop=Path("drop")),
    clock=Clock(pinned=date(2026, 6, 30)),
)
SHARE = PromiseResult(
    gate=LANDING,
    suite="finance.actuals",
    source="finance",
    table_name="actuals",
    expectation_id="1",
    expectation="quarantined_share",
    description="more than 20% of the rows stay out",
    column_name="",
    severity="critical",
    disposition="none",
    is_kept=False,
    element_count=10,
    unexpected_count=3,
    observed_value="30.0%",
    why="Numbers would mislead.",
    owner="Finance controlling",
    fix="Mend the rows.",
)
ROWS = replace(
    SHARE,
    expectation="no_exchange_rate",
    description="currency has no exchange rate",
    column_name="currency",
    disposition="quarantined",
    unexpected_count=1234,
)


def test_the_message_names_what_stopped_the_night_why_and_who_mends_it():
    result = verdict(LANDING, [SHARE, ROWS], {"finance.actuals": 3})

    subject, body = message(RUNTIME, result)

    assert subject == (
        "Northwind: the landing gate stopped the night of 2026-06-30, 1 critical promise broken"
    )
    assert "1. finance.actuals: more than 20% of the rows stay out (30.0%)" in body
    assert "Rows:       3" in body
    assert "Why:        Numbers would mislead." in body
    assert "Owner:      Finance controlling" in body
    assert "What to do: Mend the rows." in body
    assert "- finance.actuals.currency: currency has no exchange rate, 1,234 rows" in body
    assert "Yesterday's reports and warehouse stay" in body


@pytest.mark.parametrize(
    ("change", "passes"),
    [
        pytest.param({}, False, id="critical, of a table"),
        pytest.param({"severity": "warning"}, True, id="warning"),
        pytest.param({"disposition": "quarantined"}, True, id="rows kept out"),
        pytest.param({"disposition": "flagged"}, True, id="rows flagged"),
        pytest.param({"is_kept": True}, True, id="kept"),
    ],
)
def test_only_a_broken_critical_promise_of_a_table_stops_the_night(change, passes):
    result = verdict(LANDING, [replace(SHARE, **change)])

    assert result.passed is passes
    assert ("stopped the night" in result.summary) is not passes
