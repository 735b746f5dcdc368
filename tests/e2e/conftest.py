"""One small sample organisation, run once for all end-to-end tests."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SMALL = "0.1"
FIRST_DAY, NEXT_DAY = "2026-06-29", "2026-06-30"


def demo_command(*more: str, as_of: str = FIRST_DAY) -> list[str]:
    return [sys.executable, "-m", "demo", "--scale", SMALL, "--as-of", as_of, *more]


def demo_environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")}
    return kept | {"PMO_HOME": str(home), "COLUMNS": "200"}


def run_demo(home: Path, *more: str, as_of: str = FIRST_DAY) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        demo_command(*more, as_of=as_of),
        cwd=ROOT,
        env=demo_environment(home),
        check=False,
        capture_output=True,
        text=True,
        timeout=500,
    )


@pytest.fixture(scope="session")
def first_night(tmp_path_factory):
    """Return (home, finished process) of a first run."""
    home = tmp_path_factory.mktemp("demo")
    return home, run_demo(home)
