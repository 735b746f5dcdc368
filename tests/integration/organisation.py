"""An organisation of a test's own: a landing that grows batch by batch, and warehouses from it."""

import json
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations import store
from extractors.finance.tables import TABLES as FINANCE_TABLES
from extractors.jira.tables import TABLES as JIRA_TABLES
from extractors.landing import Landing
from extractors.registers.tables import TABLES as REGISTERS_TABLES
from extractors.timesheets.tables import TABLES as TIMESHEETS_TABLES
from pmo.clock import Clock
from pmo.settings import Settings

DBT_PROJECT = Path(__file__).parents[2] / "dbt_project"
TABLES = {
    "jira": JIRA_TABLES,
    "registers": REGISTERS_TABLES,
    "finance": FINANCE_TABLES,
    "timesheets": TIMESHEETS_TABLES,
}
Rows = Iterable[Mapping[str, Any]]


class Organisation:
    """A landing below `root`, and the warehouses built from it, in a folder of their name each."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for tables in TABLES.values():
            Landing(root / "landing", Clock()).prepare(tables)
        self.keep_out([])

    def land(self, day: date, source: str, tables: Mapping[str, Rows]) -> str:
        """Commit one batch of `source`, seen on `day`, and return its id.

        Rows of files need no lineage: each table comes as one file named after it, unless its
        rows name another.
        """
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
                    for each in sorted({row["_source_file"] for row in rows} or {file}):
                        writer.write(declared["files"], [{"file_name": each, "table_name": name}])
                writer.write(table, rows)
            return writer.batch_id

    def deliver(self, day: date, source: str, **files: str) -> None:
        """Put files into the drop folder, or other versions of them, and extract them on `day`."""
        drop = self.root / "drop"
        drop.mkdir(exist_ok=True)
        for name, text in files.items():
            (drop / f"{name}.csv").write_text(text, "utf-8")
        settings = Settings.model_validate({"organisation": {"name": "Test"}})
        landing = Landing(self.root / "landing", Clock(day))
        import_module(f"extractors.{source}.extract").extract(settings, landing, drop)

    def keep_out(self, rows: Rows) -> None:
        """Say what the landing gate kept out tonight, instead of what it said before."""
        given = [{"disposition": "quarantined", **row} for row in rows]
        store.write_rows(self.root / "quarantine" / "current.parquet", store.QUARANTINE, given)

    def build(
        self,
        as_of: date,
        database: str = "build",
        select: str = "+marts",
        *,
        full_refresh: bool = False,
        **variables: Any,
    ) -> duckdb.DuckDBPyConnection:
        """Build the models that `select` names as of `as_of`; return the warehouse, read-only."""
        asked = ["--full-refresh"] if full_refresh else []
        result = self.dbt(
            ["build", *_without("test", "unit_test"), "--select", *select.split(), *asked],
            as_of,
            database,
            **variables,
        )
        assert result.success, result.exception or failures(result)
        return self.open(database)

    def test(
        self, as_of: date, database: str = "build", select: str = "*", **variables: Any
    ) -> dict[str, str]:
        """Run the data tests of what is built; return what each that failed says, by its name."""
        command = ["test", *_without("unit_test"), "--select", *select.split()]
        result = self.dbt(command, as_of, database, **variables)
        assert result.exception is None, result.exception
        assert result.result.results, f"no test of {select}"
        return failures(result)

    def open(self, database: str = "build") -> duckdb.DuckDBPyConnection:
        """Return a warehouse, read-only."""
        return duckdb.connect(str(self.path(database)), read_only=True)

    def path(self, database: str) -> Path:
        """Return where a warehouse stands, built or not."""
        # The parsed project holds the name of the file, so it is always the same.
        return self.root / "warehouses" / database / "build.duckdb"

    def dbt(self, command: list[str], as_of: date, database: str, **variables: Any) -> Any:
        """Run dbt inside this process, on the project as it was parsed once for all."""
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager
        from dbt.cli.main import dbtRunner

        told = {
            "landing": str(self.root / "landing"),
            "quarantine": str(self.root / "quarantine"),
            "as_of": as_of.isoformat(),
            **variables,
        }
        words = [*command, "--vars", json.dumps(told), *_options(self.root)]
        path = self.path(database)
        path.parent.mkdir(parents=True, exist_ok=True)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PMO_BUILD_DATABASE", str(path))
            try:
                return dbtRunner(manifest=_manifest()).invoke(words)
            finally:
                DuckDBConnectionManager.close_all_connections()


def failures(result: Any) -> dict[str, str]:
    """Return the message of each node that did not pass, by its name."""
    if result.result is None:
        return {}
    return {
        each.node.name: str(each.message)
        for each in result.result.results
        if each.status in ("error", "fail", "warn")
    }


@cache
def _manifest() -> Any:
    """Return the parsed project: what dbt takes longest for, and no test changes."""
    from dbt.cli.main import dbtRunner

    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("PMO_BUILD_DATABASE", f"{folder}/build.duckdb")
        parsed = dbtRunner().invoke(["parse", *_options(Path(folder))])
    assert parsed.success, parsed.exception
    return parsed.result


def _options(folder: Path) -> list[str]:
    told = {"project-dir": DBT_PROJECT, "profiles-dir": DBT_PROJECT}
    told |= {"target-path": folder / "target", "log-path": folder / "logs"}
    words = [word for name, path in told.items() for word in (f"--{name}", str(path))]
    return ["--quiet", "--no-write-json", "--log-level-file", "none", *words]


def _without(*kinds: str) -> list[str]:
    return [word for kind in kinds for word in ("--exclude-resource-type", kind)]
