import json
import os
import time
import urllib.request
from contextlib import suppress
from datetime import date

import psutil
import pytest

from demo.airflow import USER, scheduler
from demo.plan import build_plan
from pmo.home import Home
from tests.e2e.published import portfolio

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

# No run is triggered by hand: the extractions are due, the rest follows from what they land.
NIGHT = [
    "extract_jira",
    "extract_timesheets",
    "extract_finance",
    "extract_registers",
    "build_warehouse",
    "report_performance",
    "report_feedback",
]


class Airflow:
    """Airflow's REST API, as far as the test needs it."""

    def __init__(self, port, password):
        self.url, self.token = f"http://localhost:{port}", ""
        self.password = password

    def call(self, path, body=None):
        request = urllib.request.Request(
            f"{self.url}{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"}
            | ({"Authorization": f"Bearer {self.token}"} if self.token else {}),
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def log_in(self):
        login = {"username": USER, "password": self.password}
        self.token = self.call("/auth/token", login)["access_token"]

    def states(self):
        runs = {name: self.call(f"/api/v2/dags/{name}/dagRuns")["dag_runs"] for name in NIGHT}
        return {name: [run["state"] for run in found] for name, found in runs.items()}


def until(said, seconds):
    """Call `said` until it answers with something true; fail with its last error otherwise."""
    end, error = time.monotonic() + seconds, None
    while time.monotonic() < end:
        try:
            if answer := said():
                return answer
        except (OSError, KeyError) as caught:
            error = caught
        time.sleep(2)
    pytest.fail(f"nothing after {seconds} s: {error}")


def free_port():
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def processes_of(group):
    """Return the command lines of what is left of a process group."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, ProcessLookupError):
            if os.getpgid(process.pid) == group:
                found.append(process.cmdline())
    return found


@pytest.fixture
def environment():
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


def test_the_real_scheduler_runs_the_night_by_its_assets(tmp_path, environment):
    home = Home(root=tmp_path, drop=tmp_path / "drop")
    plan = build_plan(as_of=date(2026, 6, 30), scale=0.1)
    port = free_port()
    with scheduler(home, plan, port) as (process, password):
        airflow = Airflow(port, password)
        until(lambda: airflow.log_in() or True, 180)
        until(lambda: len(airflow.call("/api/v2/dags")["dags"]) == len(NIGHT), 120)

        def finished():
            assert process.poll() is None, "Airflow ended by itself"
            states = airflow.states()
            assert not any("failed" in found for found in states.values()), states
            return all(states.values()) and all(
                set(found) == {"success"} for found in states.values()
            )

        until(finished, 400)

    assert processes_of(process.pid) == []

    assert portfolio(tmp_path).exists()
    for kind in ("performance", "feedback", "quality"):
        assert (tmp_path / "reports" / kind / "2026-06-30" / "en" / "index.html").is_file()
