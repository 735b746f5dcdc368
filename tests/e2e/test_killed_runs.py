import os
import random
import signal
import subprocess
import time

import duckdb
import pytest

from tests.e2e.conftest import ROOT, demo_command, demo_environment, run_demo
from tests.e2e.published import content_of, differences, portfolio

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]

KILLS = 10
SEED = 20260630  # of the moments; another seed is another ten moments


def kill_after(home, seconds):
    """Start the demo, kill it and its children after `seconds`; tell whether it still ran."""
    with subprocess.Popen(
        demo_command(),
        cwd=ROOT,
        env=demo_environment(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return True
    return False


def is_whole(home):
    """Tell whether BI can read the published file, if there is one yet."""
    if not portfolio(home).exists():
        return True
    with duckdb.connect(str(portfolio(home)), read_only=True) as connection:
        return connection.execute("select count(*) from quality.version").fetchone() == (1,)


def test_ten_kills_at_random_moments_change_no_published_number(first_night, tmp_path):
    undisturbed, run = first_night
    assert run.returncode == 0, run.stdout + run.stderr
    begun = time.monotonic()
    assert run_demo(undisturbed).returncode == 0
    usual = time.monotonic() - begun
    home = tmp_path / "killed"
    moments = random.Random(SEED)

    killed = 0
    for _ in range(KILLS):
        killed += kill_after(home, moments.uniform(1, usual))
        assert is_whole(home)
    last = run_demo(home)

    assert last.returncode == 0, last.stdout + last.stderr
    assert killed >= KILLS // 2
    assert differences(content_of(home), content_of(undisturbed)) == {}
