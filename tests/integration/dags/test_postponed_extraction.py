import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from demo.jira.faults import Answer, Faults
from demo.jira.server import serve
from demo.night import configure_airflow
from demo.plan import build_plan
from extractors.http import RetryLaterError

ROOT = Path(__file__).parents[3]
SEARCH = "/search/jql"

# Airflow keeps the metadata database that it was first imported with, so each run gets a process
# of its own. The reschedules are read from where the scheduler reads them.
RUN = """
import json
import sys
from pathlib import Path

from demo.night import configure_airflow, load_dags, prepare_database, run_dag

home = Path(sys.argv[1])
configure_airflow(home / "airflow")
prepare_database(home / "airflow")
[task] = run_dag(load_dags()["extract_jira"])

from airflow.models.taskinstance import TaskInstance
from airflow.models.taskreschedule import TaskReschedule
from airflow.utils.session import create_session

with create_session() as session:
    ran = session.query(TaskInstance).one()
    said = {
        "state": task.state,
        "error": task.error,
        "summary": task.summary,
        "try": ran.try_number,
        "started": ran.start_date.isoformat(),
        "pool": ran.pool,
        "reschedules": [
            (each.end_date.isoformat(), each.reschedule_date.isoformat())
            for each in session.query(TaskReschedule).order_by(TaskReschedule.id)
        ],
    }
(home / "said.json").write_text(json.dumps(said), "utf-8")
"""


@pytest.fixture
def airflow_home(tmp_path):
    before, path = dict(os.environ), list(sys.path)
    configure_airflow(tmp_path)
    sys.path.insert(0, str(ROOT / "dags"))
    yield
    sys.path[:] = path
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def night(tmp_path):
    """Return how `extract_jira` ended at a server with these faults, and under these settings."""

    def run(faults, **jira):
        config = tmp_path / "pmo.yml"
        config.write_text(json.dumps({"organisation": {"name": "Test"}, "jira": jira}), "utf-8")
        plan = build_plan(as_of=date(2026, 6, 30), scale=0.01)
        with serve(plan, faults=faults) as server:
            environment = os.environ | {
                "PMO_CONFIG": str(config),
                "PMO_HOME": str(tmp_path),
                "PMO_DROP": str(tmp_path / "drop"),
                "PMO_AS_OF": "2026-06-30",
                "PMO_JIRA_URL": server.url,
                "PMO_JIRA_USER": server.user,
                "PMO_JIRA_TOKEN": server.token,
            }
            done = subprocess.run(
                [sys.executable, "-c", RUN, str(tmp_path)],
                cwd=ROOT,
                env=environment,
                check=False,
                capture_output=True,
                text=True,
            )
        assert done.returncode == 0, done.stderr
        return json.loads((tmp_path / "said.json").read_text("utf-8"))

    return run


def test_a_long_wait_frees_the_tasks_slot_and_the_task_comes_back_by_itself(night):
    faults = Faults()
    faults.add(SEARCH, Answer(429, {"Retry-After": "4"}))
    said = night(faults, retry_budget_seconds=2)

    assert said["state"] == "success"
    assert said["summary"].endswith(" rows")
    [(freed, due)] = said["reschedules"]
    assert (datetime.fromisoformat(due) - datetime.fromisoformat(freed)).total_seconds() > 3
    assert said["started"] >= due
    assert said["try"] == 1
    assert said["pool"] == "jira"


NOW = datetime.now(UTC)


@pytest.mark.parametrize(
    ("first", "due", "hours", "is_given_up"),
    [
        pytest.param(None, NOW + timedelta(hours=1), 12, False, id="the first time"),
        pytest.param(None, NOW + timedelta(hours=13), 12, True, id="told to come too late"),
        pytest.param(None, NOW + timedelta(hours=1), 0, True, id="never to be postponed"),
        pytest.param(
            NOW - timedelta(hours=11), NOW + timedelta(minutes=30), 12, False, id="still in time"
        ),
        pytest.param(
            NOW - timedelta(hours=11), NOW + timedelta(hours=2), 12, True, id="kept waiting"
        ),
    ],
)
def test_an_extraction_that_is_kept_waiting_for_too_long_fails_and_says_so(
    airflow_home, monkeypatch, first, due, hours, is_given_up
):
    from airflow import sdk
    from airflow.sdk.exceptions import AirflowFailException, AirflowRescheduleException

    import common

    class Task:
        def get_first_reschedule_date(self, context):
            return first

    monkeypatch.setattr(sdk, "get_current_context", lambda: {"ti": Task()})
    told = RetryLaterError("POST https://jira.test/x failed.", due)
    became = common._postponed(told, hours)

    assert type(became) is (AirflowFailException if is_given_up else AirflowRescheduleException)
    if is_given_up:
        assert f"past the {hours} h of jira.give_up_after_hours" in str(became)
        assert "https://jira.test/x failed" in str(became)
        assert "Clear the task" in str(became)
    else:
        assert became.reschedule_date == due
