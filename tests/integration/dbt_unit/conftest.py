"""A warehouse of an organisation that has delivered nothing: every table, no rows."""

import json
import os
import subprocess
import sys
from datetime import date

import pytest

from expectations import store
from extractors.landing import Landing
from extractors.runs import prepare, tables_of
from pmo.clock import Clock
from pmo.home import Home
from pmo.runtime import Runtime
from pmo.settings import JiraFields, Settings
from warehouse.build import build
from warehouse.invocation import PROJECT, dbt_variables


@pytest.fixture(scope="session")
def empty(tmp_path_factory):
    """Return the runtime of that organisation, its models built.

    Apostrophes stand wherever an operator may write one: SQL must not end there.
    """
    root = tmp_path_factory.mktemp("o'brien")
    points = [*JiraFields().story_points, "Team's Points"]
    runtime = Runtime(
        settings=Settings.model_validate(
            {
                "organisation": {"name": "Empty", "country": "Côte d'Ivoire"},
                "jira": {"fields": {"story_points": points}},
                "timesheets": {"tempo": {"app_accounts": ["tempo's"]}},
            }
        ),
        home=Home(root=root, drop=root / "drop"),
        clock=Clock(pinned=date(2026, 6, 30)),
    )
    prepare(runtime)
    with Landing(runtime.home.landing, runtime.clock).batch("finance", tables_of("finance")):
        pass
    store.write_rows(runtime.home.quarantine / "current.parquet", store.QUARANTINE, [])
    build(runtime)
    return runtime


@pytest.fixture(scope="session")
def dbt(empty):
    """Return what runs dbt on what is built there, writing to `target`."""

    def run(target, *words):
        options = {
            "--vars": json.dumps(dbt_variables(empty)),
            "--project-dir": PROJECT,
            "--profiles-dir": PROJECT,
            "--target-path": target,
            "--log-path": target,
        }
        told = [str(word) for option in options.items() for word in option]
        return subprocess.run(
            [sys.executable, "-m", "dbt.cli.main", "--no-use-colors", *words, *told],
            env=os.environ | {"PMO_BUILD_DATABASE": str(empty.home.build)},
            capture_output=True,
            text=True,
            check=False,
        )

    return run
