"""A small organisation whose every number is known, landed and built as on a real night."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extractors.finance.tables import TABLES as FINANCE_TABLES
from extractors.jira.tables import TABLES as JIRA_TABLES
from extractors.landing import Landing
from extractors.registers.tables import TABLES as REGISTERS_TABLES
from extractors.timesheets.tables import TABLES as TIMESHEETS_TABLES
from pmo.clock import Clock

DBT_PROJECT = Path(__file__).parents[3] / "dbt_project"
TABLES = {
    "jira": JIRA_TABLES,
    "registers": REGISTERS_TABLES,
    "finance": FINANCE_TABLES,
    "timesheets": TIMESHEETS_TABLES,
}
TEXT_COLUMNS = (
    "source table_name batch_id source_file source_sheet project_code column_name value "
    "expectation severity disposition reason fix owner row_json"
)
QUARANTINE = pa.schema(
    [(name, pa.string()) for name in TEXT_COLUMNS.split()]
    + [
        ("row_number", pa.int64()),
        ("source_row", pa.int64()),
        ("detected_at", pa.timestamp("us", tz="UTC")),
    ]
)
Rows = Iterable[Mapping[str, Any]]


class Organisation:
    """A landing below `root` that grows batch by batch, and the warehouses built from it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for tables in TABLES.values():
            Landing(root / "landing", Clock()).prepare(tables)
        (root / "quarantine").mkdir()
        pq.write_table(QUARANTINE.empty_table(), root / "quarantine" / "current.parquet")

    def land(self, day: date, source: str, tables: Mapping[str, Rows]) -> None:
        """Commit one batch of `source`, seen on `day`; rows of files need no lineage."""
        declared = {table.name: table for table in TABLES[source]}
        with Landing(self.root / "landing", Clock(day)).batch(source, TABLES[source]) as writer:
            for name, given in tables.items():
                table, rows = declared[name], list(given)
                if table.is_file:
                    file = f"{name}.csv"
                    rows = [
                        {"_source_file": file, "_source_row": number, **row}
                        for number, row in enumerate(rows, 2)
                    ]
                    writer.write(declared["files"], [{"file_name": file, "table_name": name}])
                writer.write(table, rows)

    def build(
        self, as_of: date, database: str = "build", select: str = "+marts", **variables: Any
    ) -> duckdb.DuckDBPyConnection:
        """Run the models that `select` names as of `as_of`; return the warehouse, read-only."""
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager
        from dbt.cli.main import dbtRunner

        path = self.root / f"{database}.duckdb"
        told = {
            "landing": str(self.root / "landing"),
            "quarantine": str(self.root / "quarantine"),
            "as_of": as_of.isoformat(),
            **variables,
        }
        folders = {"project-dir": DBT_PROJECT, "profiles-dir": DBT_PROJECT}
        folders |= {"target-path": self.root / "target", "log-path": self.root / "logs"}
        arguments = [part for name, path_ in folders.items() for part in (f"--{name}", str(path_))]
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PMO_BUILD_DATABASE", str(path))
            try:
                command = [
                    "--quiet",
                    "run",
                    "--select",
                    *select.split(),
                    "--vars",
                    json.dumps(told),
                ]
                result = dbtRunner().invoke([*command, *arguments])
            finally:
                DuckDBConnectionManager.close_all_connections()
        assert result.success, result.exception or [
            (each.node.name, each.message) for each in result.result if each.status == "error"
        ]
        return duckdb.connect(str(path), read_only=True)


@pytest.fixture(scope="session")
def new_organisation(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Organisation]:
    """Return what founds an organisation about which nothing has landed yet."""
    return lambda: Organisation(tmp_path_factory.mktemp("organisation"))


@pytest.fixture
def organisation(new_organisation: Callable[[], Organisation]) -> Organisation:
    """Return an organisation of the test's own."""
    return new_organisation()
