"""Night after night on the sample organisation's Tempo: landing equals its truth, row for row."""

from datetime import date, timedelta

import pyarrow.parquet as pq
import pytest
from pydantic import SecretStr

from demo.jira.faults import GARBAGE, LOGIN_PAGE, Answer, Cut, Reset
from demo.plan import build_plan
from demo.tempo.server import serve
from demo.tempo.site import TempoSite
from demo.tempo.truth import tempo_truth
from extractors.http import RetryLaterError
from extractors.landing import Landing
from extractors.timesheets.extract import extract
from extractors.timesheets.tempo_errors import TempoAnswerError
from pmo.clock import Clock
from pmo.connections import Connection
from pmo.errors import OperatorError
from pmo.manifests import live_files
from pmo.settings import Settings

TODAY = date(2026, 6, 30)
OLD, RECENT = date(2026, 1, 15), date(2026, 6, 16)
LIST = "/4/worklogs$"


@pytest.fixture(scope="module")
def plan():
    return build_plan(scale=0.02)


@pytest.fixture
def server(plan):
    with serve(TempoSite(plan)) as running:
        yield running


class Nights:
    """An installation that reads one Tempo, night by night."""

    def __init__(self, root, server):
        self.root, self.server, self.state = root, server, server.state
        self.today = TODAY
        self.slept = []

    def run(self, **options):
        tempo = {"enabled": True, "page_size": 10, "since": date(2025, 1, 1)} | options
        settings = Settings.model_validate(
            {"organisation": {"name": "Demo"}, "timesheets": {"tempo": tempo}}
        )
        landing = Landing(self.root / "landing", Clock(self.today))
        connection = Connection(self.server.url, "", SecretStr(self.server.token))
        return extract(settings, landing, self.root / "drop", connection, sleep=self.slept.append)

    def landed(self):
        files = live_files(self.root / "landing", "timesheets", "tempo_worklogs")
        rows = [row for path in files for row in pq.read_table(path).to_pylist()]
        return sorted(rows, key=lambda row: (row["_batch_id"], row["_row_number"]))

    def differences(self):
        """Return the ids that differ from the truth, both ways."""
        truth = {row["tempo_worklog_id"]: _to_the_second(row) for row in tempo_truth(self.state)}
        names = next(iter(truth.values())).keys()
        newest = {row["tempo_worklog_id"]: row for row in self.landed()}
        found = {
            key: {name: row[name] for name in names}
            for key, row in newest.items()
            if row["deleted_at"] is None
        }
        return sorted(
            key for key in truth.keys() | found.keys() if truth.get(key) != found.get(key)
        )

    def of_day(self, first, last=date.max):
        return [row.worklog_id for row in self.state.rows() if first <= row.day <= last]


def _to_the_second(row):
    times = {name: row[name].replace(microsecond=0) for name in ("created_at", "updated_at")}
    return row | times


@pytest.fixture
def nights(tmp_path, server):
    return Nights(tmp_path, server)


def test_what_lands_is_what_is_there_through_full_quiet_and_busy_nights(nights):
    nights.run()
    assert nights.differences() == []
    rows = len(nights.landed())
    assert rows == len(nights.state.rows()) > 100

    assert nights.run().rows_of("tempo_worklogs") == 0

    old, recent = nights.of_day(OLD, OLD + timedelta(days=20)), nights.of_day(RECENT)
    nights.state.edit(recent[0], seconds=60, account="ACC-NEW", activity=None)
    nights.state.edit(old[0], seconds=120)
    nights.state.edit(recent[1], day=OLD)
    nights.state.edit(old[1], day=RECENT)
    nights.state.delete(recent[2])
    nights.state.add(nights.state.rows()[0].issue_id, 900, TODAY)
    nights.state.add(nights.state.rows()[0].issue_id, 900, TODAY + timedelta(days=40))
    batch = nights.run()

    assert nights.differences() == []
    assert batch.rows_of("tempo_worklogs") == 7


def test_what_was_deleted_before_the_window_is_found_when_all_days_are_read(nights):
    nights.run()
    old = nights.of_day(OLD, OLD + timedelta(days=20))
    nights.state.delete(old[0])
    nights.run()
    assert nights.differences() == [str(old[0])]

    nights.today += timedelta(days=30)
    nights.run()
    assert nights.differences() == []


def test_a_project_that_is_hidden_from_the_token_is_not_taken_for_deleted(nights):
    """Tempo answers 404 for what may not be seen; only the number that is missing tells."""
    nights.run()
    shown = len(nights.state.rows())
    project = max(
        nights.state.jira.spaces,
        key=lambda space: sum(
            nights.state.project_of(row) == space.project_id
            for row in nights.state.rows()
            if row.day >= TODAY - timedelta(days=60)
        ),
    )
    nights.state.hide(project.key)
    batch = nights.run(max_lost_share=0.05, min_lost=2)

    assert len(nights.state.rows()) < shown
    assert not any(row["deleted_at"] for row in nights.landed())
    assert batch.rows_of("rejects") == 1

    nights.state.restore(project.key)
    nights.run(max_lost_share=0.05, min_lost=2)
    assert nights.differences() == []


@pytest.mark.parametrize("page", ["first", "middle", "last"])
@pytest.mark.parametrize(
    "fault", [Answer(500), Answer(429, {"Retry-After": "3"}), Cut(40), Reset()]
)
def test_a_fault_that_passes_costs_nothing(nights, page, fault):
    nights.server.faults.add(LIST, fault, page=page)
    nights.run()

    assert nights.server.faults.fired == 1
    assert nights.differences() == []
    assert len(nights.slept) == 1


@pytest.mark.parametrize("page", ["first", "middle", "last"])
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Answer(503), RetryLaterError),
        (Answer(403), OperatorError),
        (LOGIN_PAGE, TempoAnswerError),
        (GARBAGE, TempoAnswerError),
    ],
)
def test_a_fault_that_stays_lands_nothing_and_the_night_after_lands_all(nights, page, fault, error):
    nights.server.faults.add(LIST, fault, page=page, times=50)
    with pytest.raises(error):
        nights.run(retry_budget_seconds=1)
    assert nights.landed() == []

    nights.server.faults.clear()
    nights.run()
    assert nights.differences() == []


def test_changes_while_we_read_are_in_the_landing_the_night_after(nights):
    nights.run()
    recent = nights.of_day(RECENT)

    def change():
        nights.state.delete(recent[0])
        nights.state.edit(recent[5], day=OLD)
        nights.state.add(nights.state.rows()[0].issue_id, 900, TODAY)

    nights.server.faults.on(LIST, 2, change)
    nights.run()
    nights.run()

    assert nights.differences() == []
