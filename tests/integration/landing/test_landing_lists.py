"""dbt lists the landing as Python does, and its models do not notice compaction."""

import os
from datetime import date
from pathlib import Path

import duckdb
import pytest

from expectations import store
from extractors.compaction import compact
from extractors.jira.tables import ISSUES, SPRINTS
from extractors.jira.tables import TABLES as JIRA
from extractors.landing import Landing
from extractors.runs import tables_of
from pmo.clock import Clock
from pmo.manifests import live, live_files
from pmo.settings import SOURCES

PROJECT = Path(__file__).parents[3] / "dbt_project"


@pytest.fixture
def landing(tmp_path):
    landing = Landing(tmp_path / "landing", Clock(date(2026, 6, 30)))
    for source in SOURCES:
        landing.prepare(tables_of(source))
    return landing


def land(landing, nights):
    for night in range(nights):
        with landing.batch("jira", JIRA) as writer:
            writer.write(SPRINTS, [{"sprint_id": str(n), "name": f"{night}"} for n in range(3)])
            writer.write(ISSUES, [{"issue_id": str(night)}])


def listed_by_dbt(landing, tmp_path):
    """Build one view that reads the landing; return its rows, the files and the batches listed."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    store.write_rows(tmp_path / "quarantine" / "current.parquet", store.QUARANTINE, [])
    told = f"{{landing: {landing.root}, quarantine: {tmp_path / 'quarantine'}}}"
    arguments = ["--quiet", "run", "--select", "stg_jira__sprints", "--vars", told]
    arguments += ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    arguments += ["--target-path", str(tmp_path / "target"), "--log-path", str(tmp_path / "logs")]
    build = tmp_path / "build.duckdb"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PMO_BUILD_DATABASE", str(build))
        try:
            assert dbtRunner().invoke(arguments).success
        finally:
            DuckDBConnectionManager.close_all_connections()
    with duckdb.connect(str(build), read_only=True) as connection:
        files = connection.execute("select source, table_name, path from landed_files").fetchall()
        assert connection.execute("select count(*) from staging.stg_jira__sprints").fetchone() == (
            3 if live(landing.root, "jira").lines else 0,
        )
        batches = connection.execute(
            "select source, batch_id, extracted_at::timestamp from landed_batches order by all"
        ).fetchall()
    return {(source, table, os.path.realpath(path)) for source, table, path in files}, batches


def listed_by_python(landing):
    return {
        (source, table.name, os.path.realpath(path))
        for source in SOURCES
        for table in tables_of(source)
        for path in live_files(landing.root, source, table.name)
    }


def batches_of(landing):
    return [
        ("jira", line.batch_id, line.extracted_at.replace(tzinfo=None))
        for line in live(landing.root, "jira").lines
    ]


def test_dbt_and_python_list_the_same_files_and_batches(landing, tmp_path):
    assert listed_by_dbt(landing, tmp_path) == (listed_by_python(landing), [])

    land(landing, 3)
    compact(landing, "jira")
    land(landing, 3)
    compact(landing, "jira")
    land(landing, 1)
    assert len(batches_of(landing)) == 7
    assert listed_by_dbt(landing, tmp_path) == (listed_by_python(landing), batches_of(landing))
