"""dbt's own unit tests, which the nightly build leaves out."""

import json
import os
import subprocess
import sys
from datetime import date

from expectations import store
from extractors.landing import Landing
from extractors.runs import prepare, tables_of
from pmo.clock import Clock
from pmo.home import Home
from pmo.runtime import Runtime
from pmo.settings import Settings
from warehouse.build import PROJECT, build, dbt_variables


def unit_tests(runtime, target):
    """Run all unit tests on what is built; return the process and each test's status."""
    options = {
        "--select": "test_type:unit",
        "--vars": json.dumps(dbt_variables(runtime)),
        "--project-dir": PROJECT,
        "--profiles-dir": PROJECT,
        "--target-path": target,
        "--log-path": target,
    }
    words = [str(word) for option in options.items() for word in option]
    run = subprocess.run(
        [sys.executable, "-m", "dbt.cli.main", "--no-use-colors", "test", *words],
        env=os.environ | {"PMO_BUILD_DATABASE": str(runtime.home.build)},
        capture_output=True,
        text=True,
        check=False,
    )
    results = json.loads((target / "run_results.json").read_text("utf-8"))["results"]
    return run, [each["status"] for each in results if each["unique_id"].startswith("unit_test.")]


def test_nothing_delivered_still_builds_and_every_unit_test_of_the_models_passes(tmp_path):
    runtime = Runtime(
        settings=Settings.model_validate({"organisation": {"name": "Empty"}}),
        home=Home(root=tmp_path, drop=tmp_path / "drop"),
        clock=Clock(pinned=date(2026, 6, 30)),
    )
    prepare(runtime)
    with Landing(runtime.home.landing, runtime.clock).batch("finance", tables_of("finance")):
        pass
    store.write_rows(runtime.home.quarantine / "current.parquet", store.QUARANTINE, [])
    # A unit test takes its inputs' types from the built tables.
    build(runtime)

    run, statuses = unit_tests(runtime, tmp_path / "target")

    assert run.returncode == 0, run.stdout
    assert len(statuses) > 30
    assert set(statuses) == {"pass"}
