"""Build the portfolio model: one `dbt build` on the engine of the settings.

What neither reads other rows than last time nor says anything else is left as it stands; the
project's macros/reuse.sql says how that is known.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pmo.runtime import Runtime
from warehouse.database import MARTS, quoted, tables_of
from warehouse.engine import collect, prepared
from warehouse.errors import BuildFailedError
from warehouse.incremental import artifacts_are_of, is_of_other_code, note_code
from warehouse.invocation import (
    DAYS,
    PROJECT,
    dbt_arguments,
    dbt_folder,
    dbt_variables,
    invoke,
    on_days,
)
from warehouse.locking import warehouse_lock

log = logging.getLogger(__name__)

_PASSED = ("success", "pass", "warn", "reused", "no-op")
# What macros/reuse.sql says of a model that was left as it stood.
_REUSED = "REUSED"

DBT_RESULTS = pa.schema(
    [
        ("node", pa.string()),
        ("resource_type", pa.string()),
        ("status", pa.string()),
        ("message", pa.string()),
        ("rows_affected", pa.int64()),
        ("execution_seconds", pa.float64()),
    ]
)


@dataclass(frozen=True)
class BuildResult:
    """What one `dbt build` did; `reused` of the models stood and were left."""

    models: int
    reused: int
    tests: int
    warnings: int
    seconds: float

    def __str__(self) -> str:
        reused = f" ({self.reused} unchanged)" if self.reused else ""
        warned = f", {self.warnings} warnings" if self.warnings else ""
        return f"{self.models} models{reused}, {self.tests} tests passed{warned}"


def build(
    runtime: Runtime,
    *,
    full_refresh: bool = False,
    with_tests: bool = True,
    on_node: Callable[[str, str], None] | None = None,
) -> BuildResult:
    """Run `dbt build`; raise `BuildFailedError` naming every node that failed.

    `full_refresh` builds everything from all of the landing, what is unchanged too, as an upgrade
    of the models does by itself. Without tests nothing is fit to be published: that is for
    measuring. `on_node` is told the name and status of each node as it ends.
    """
    folder = dbt_folder(runtime)
    folder.mkdir(parents=True, exist_ok=True)
    variables = dbt_variables(runtime)
    days = {name: str(variables.pop(name)) for name in DAYS}
    arguments = [
        *_flags(runtime),
        "build",
        # Unit tests hold the code, not tonight's data; they run in the test suite. Of exposures
        # nothing is built.
        "--exclude-resource-type",
        "unit_test",
        "--exclude-resource-type",
        "exposure",
        *dbt_arguments(runtime, variables),
    ]
    if full_refresh or is_of_other_code(runtime.home, PROJECT):
        arguments.append("--full-refresh")
    if not with_tests:
        arguments += ["--exclude-resource-type", "test"]
    with warehouse_lock(runtime.home), prepared(runtime), on_days(days):
        response = invoke(arguments, on_node)
    results = [] if response.result is None else getattr(response.result, "results", [])
    rows = [_result_row(each) for each in results]
    _write_results(runtime.home.quality / "dbt_results" / "current.parquet", rows)
    if not response.success:
        raise BuildFailedError(_explained(rows, response.exception, folder / "logs" / "dbt.log"))
    collect(runtime, [each.node for each in results])
    note_code(runtime.home, PROJECT)
    drop_leftovers(runtime.home.build, {row["node"] for row in rows})
    return BuildResult(
        models=sum(row["resource_type"] in {"model", "seed"} for row in rows),
        reused=sum(row["message"] == _REUSED for row in rows),
        tests=sum(row["resource_type"] == "test" for row in rows),
        warnings=sum(row["status"] == "warn" for row in rows),
        seconds=float(getattr(response.result, "elapsed_time", 0.0)),
    )


def _flags(runtime: Runtime) -> list[str]:
    """Return what dbt is told of its output.

    What failed comes back as a result; the file says each node. dbt's default words every
    statement twice: thirty thousand lines a night, and seconds. Its artifacts speak of the code,
    so they are written when that is new.
    """
    flags = ["--no-use-colors", "--log-level", "none", "--log-level-file", "info"]
    return flags + ["--no-write-json"] * artifacts_are_of(runtime.home, PROJECT)


def drop_leftovers(path: Path, built: set[str]) -> list[str]:
    """Drop the marts that no model builds any more, lest they be published for ever."""
    with duckdb.connect(str(path)) as connection:
        name = connection.execute("select current_database()").fetchone()
        marts = tables_of(connection, str(name[0]) if name else "", MARTS)
        leftovers = sorted(set(marts) - built)
        for table in leftovers:
            log.warning("dropping %s.%s: no model builds it any more", MARTS, table)
            connection.execute(f"drop table {quoted(MARTS)}.{quoted(table)}")
    return leftovers


def _result_row(result: Any) -> dict[str, Any]:
    rows = (result.adapter_response or {}).get("rows_affected")
    return {
        "node": result.node.name,
        "resource_type": str(
            getattr(result.node.resource_type, "value", result.node.resource_type)
        ),
        "status": str(getattr(result.status, "value", result.status)),
        "message": result.message,
        "rows_affected": int(rows) if rows is not None else None,
        "execution_seconds": float(result.execution_time),
    }


def _write_results(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.tmp")
    ordered = sorted(rows, key=lambda row: str(row["node"]))
    pq.write_table(pa.Table.from_pylist(ordered, schema=DBT_RESULTS), scratch)
    scratch.replace(path)


def _explained(rows: list[dict[str, Any]], error: BaseException | None, path: Path) -> str:
    failed = [row for row in rows if row["status"] not in (*_PASSED, "skipped")]
    lines = [f"{row['resource_type']} {row['node']}: {row['message']}" for row in failed]
    if error is not None:
        lines.append(str(error))
    return (
        "the warehouse was not built, and the last published version stays up:\n  "
        + "\n  ".join(lines or ["dbt gave no reason"])
        + f"\nThe whole log: {path}"
    )
