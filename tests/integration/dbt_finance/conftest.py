"""Land a few files' worth of rows and build the finance and schedule marts from them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extractors.finance.tables import TABLES as FINANCE
from extractors.jira.tables import TABLES as JIRA
from extractors.landing import Landing
from extractors.registers.tables import TABLES as REGISTERS
from extractors.timesheets.tables import TABLES as TIMESHEETS
from pmo.clock import Clock

DBT_PROJECT = Path(__file__).parents[3] / "dbt_project"
SOURCES = {"finance": FINANCE, "jira": JIRA, "registers": REGISTERS, "timesheets": TIMESHEETS}
QUARANTINE = pa.schema(
    [
        ("source", pa.string()),
        ("table_name", pa.string()),
        ("batch_id", pa.string()),
        ("row_number", pa.int64()),
        ("source_file", pa.string()),
        ("project_code", pa.string()),
        ("expectation", pa.string()),
        ("severity", pa.string()),
        ("disposition", pa.string()),
    ]
)
MODELS = "+fct_earned_value +fct_budget +fct_milestone +fct_milestone_trend"
Rows = Iterable[Mapping[str, Any]]


class FinanceHouse:
    """A landing below `root`, and the marts built from it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.landing = Landing(root / "landing", Clock(pinned=date(2026, 1, 1)))
        for tables in SOURCES.values():
            self.landing.prepare(tables)
        (root / "quarantine").mkdir()
        pq.write_table(QUARANTINE.empty_table(), root / "quarantine" / "current.parquet")

    def land(self, source: str, **rows_by_table: Rows) -> None:
        """Commit one batch of file rows; each table comes as one file named after it."""
        tables = {table.name: table for table in SOURCES[source]}
        with self.landing.batch(source, SOURCES[source]) as writer:
            for name, rows in rows_by_table.items():
                place = {"_source_file": f"{name}.csv", "_source_row": 1}
                writer.write(tables[name], [{**place, **row} for row in rows])
                writer.write(tables["files"], [{"file_name": f"{name}.csv", "table_name": name}])

    def build(self, as_of: str, previous_as_of: str, **variables: Any) -> None:
        """Run the finance and schedule models, and all they stand on, as of `as_of`."""
        told = {
            "landing": str(self.root / "landing"),
            "quarantine": str(self.root / "quarantine"),
            "as_of": as_of,
            "previous_as_of": previous_as_of,
            **variables,
        }
        command = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "--quiet", "run"]
        command += ["--select", *MODELS.split(), "--vars", json.dumps(told)]
        command += ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)]
        command += ["--target-path", str(self.root / "target")]
        command += ["--log-path", str(self.root / "logs")]
        environment = {**os.environ, "PMO_BUILD_DATABASE": str(self.root / "build.duckdb")}
        ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stdout + ran.stderr

    def rows(self, query: str, *parameters: Any) -> list[dict[str, Any]]:
        """Return what `query` finds, one dictionary a row."""
        with duckdb.connect(str(self.root / "build.duckdb"), read_only=True) as connection:
            found = connection.execute(query, parameters)
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> FinanceHouse:
    """Return a house in which nothing has landed yet; one a test module."""
    return FinanceHouse(tmp_path_factory.mktemp("finance_house"))
