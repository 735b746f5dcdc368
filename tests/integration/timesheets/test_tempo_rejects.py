"""What Tempo refuses or hides stands on the data-quality page until it is mended."""

from contextlib import suppress
from datetime import date

import pyarrow.parquet as pq
import pytest

from expectations.errors import GateStoppedError
from expectations.landing_gate import check_landing
from pmo.clock import Clock
from pmo.home import Home
from pmo.runtime import Runtime
from pmo.settings import Settings

RECENT = date(2026, 6, 15)


@pytest.fixture
def listed(night):
    runtime = Runtime(
        settings=Settings.model_validate(
            {"organisation": {"name": "Test"}, "jira": {"enabled": False}}
        ),
        home=Home(root=night.root, drop=night.root / "drop"),
        clock=Clock(pinned=night.today),
    )

    def ask():
        with suppress(GateStoppedError):  # there is no register; all is written before
            check_landing(runtime)
        rows = pq.read_table(runtime.home.quarantine / "current.parquet").to_pylist()
        alerts = pq.read_table(runtime.home.quality / "alerts" / "current.parquet").to_pylist()
        titles = [each["title"] for each in alerts if each["expectation"].startswith("unreadable")]
        rejected = [row for row in rows if row["row_number"] is None]
        return [(row["source_file"], row["column_name"]) for row in rejected], titles

    return ask


def test_a_worklog_that_cannot_be_read_is_listed_until_it_can(night, tempo, worklog, listed):
    tempo.add(*(worklog(n, RECENT) for n in range(1, 5)))
    tempo.truth[2].spoilt = {"startDate": "yesterday"}
    night.run()
    title = "timesheets.tempo_worklogs: cannot be read: Tempo worklog 2"
    assert listed() == ([("Tempo worklog 2", "work_date")], [title])

    night.run()
    assert listed() == ([("Tempo worklog 2", "work_date")], [title])

    tempo.truth[2].spoilt = {}
    night.run()
    assert listed() == ([], [])
