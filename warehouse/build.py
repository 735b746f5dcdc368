"""Build the portfolio model: one `dbt build` on the engine of the settings.

dbt runs inside this process, so that a kill takes it along: a surviving child would hold the
database's lock against the next run. Its connections are closed afterwards for the same reason.
"""

import json
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pmo.runtime import Runtime
from pmo.settings import SOURCES
from pmo.time_zones import utc_offsets
from warehouse.database import MARTS, quoted, tables_of
from warehouse.engine import collect, prepared, target_of
from warehouse.errors import BuildFailedError
from warehouse.incremental import is_of_other_code, note_code
from warehouse.locking import warehouse_lock
from warehouse.versions import list_versions

log = logging.getLogger(__name__)

PROJECT = Path(__file__).resolve().parents[1] / "dbt_project"
REPORTING_RHYTHM = timedelta(days=7)
# Other variables make dbt parse everything anew, for seconds; these are others every night.
DAYS = ("as_of", "previous_as_of")
DAY_VARIABLE = "DBT_ENV_CUSTOM_ENV_"
_PASSED = ("success", "pass", "warn", "reused", "no-op")

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
    """What one `dbt build` did."""

    models: int
    tests: int
    warnings: int
    seconds: float

    def __str__(self) -> str:
        warned = f", {self.warnings} warnings" if self.warnings else ""
        return f"{self.models} models, {self.tests} tests passed{warned}"


def build(
    runtime: Runtime,
    *,
    full_refresh: bool = False,
    with_tests: bool = True,
    on_node: Callable[[str, str], None] | None = None,
) -> BuildResult:
    """Run `dbt build`; raise `BuildFailedError` naming every node that failed.

    `full_refresh` rebuilds incremental models from all of the landing, as an upgrade of the models
    does by itself. Without tests nothing is fit to be published: that is for measuring. `on_node`
    is told the name and status of each node as it ends.
    """
    folder = runtime.home.warehouse / "dbt"
    folder.mkdir(parents=True, exist_ok=True)
    variables = dbt_variables(runtime)
    days = {name: str(variables.pop(name)) for name in DAYS}
    arguments = [
        "--no-use-colors",
        # What failed comes back as a result; the file says each node. dbt's default words every
        # statement twice: thirty thousand lines a night, and seconds.
        "--log-level",
        "none",
        "--log-level-file",
        "info",
        "build",
        # Unit tests hold the code, not tonight's data; they run in the test suite. Of exposures
        # nothing is built.
        "--exclude-resource-type",
        "unit_test",
        "--exclude-resource-type",
        "exposure",
        "--project-dir",
        str(PROJECT),
        "--profiles-dir",
        str(PROJECT),
        "--target",
        target_of(runtime),
        "--target-path",
        str(folder / "target"),
        "--log-path",
        str(folder / "logs"),
        "--vars",
        json.dumps(variables),
    ]
    if full_refresh or is_of_other_code(runtime.home, PROJECT):
        arguments.append("--full-refresh")
    if not with_tests:
        arguments += ["--exclude-resource-type", "test"]
    with warehouse_lock(runtime.home), prepared(runtime), _on(days):
        response = _invoke(arguments, on_node)
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
        tests=sum(row["resource_type"] == "test" for row in rows),
        warnings=sum(row["status"] == "warn" for row in rows),
        seconds=float(getattr(response.result, "elapsed_time", 0.0)),
    )


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


def dbt_variables(runtime: Runtime) -> dict[str, Any]:
    """Return what the settings and the clock decide, as dbt variables."""
    settings, as_of = runtime.settings, runtime.clock.today()
    return {
        "landing": str(runtime.home.landing),
        "quarantine": str(runtime.home.quarantine),
        "as_of": as_of.isoformat(),
        "previous_as_of": _previous_as_of(runtime).isoformat(),
        "base_currency": settings.organisation.base_currency,
        "utc_offsets": utc_offsets(settings.organisation.time_zone),
        "country": settings.organisation.country,
        "fiscal_year_start_month": settings.organisation.fiscal_year_start_month,
        "fiscal_calendar": settings.organisation.fiscal_calendar.model_dump(mode="json"),
        "working_days": list(settings.organisation.working_days),
        "hours_per_day": float(settings.organisation.hours_per_day),
        "story_point_fields": list(settings.jira.fields.story_points),
        "operating_model": settings.organisation.operating_model,
        "disabled_sources": [each for each in SOURCES if not getattr(settings, each).enabled],
        "labour_in_ledger": settings.finance.labour_in_ledger,
        "counts_jira_worklogs": settings.timesheets.counts_jira_worklogs,
        "tempo_app_accounts": list(settings.timesheets.tempo.app_accounts),
        "planned_value": settings.registers.planned_value,
        "stale_after_hours": settings.gates.stale_after_hours,
        "thresholds": settings.thresholds.model_dump(mode="json"),
        "early_warnings": settings.early_warnings.model_dump(mode="json"),
        "waiting_statuses": list(settings.jira.waiting_statuses),
    }


def _previous_as_of(runtime: Runtime) -> date:
    """Return the day of the last report before this one: the newest published, or a week ago."""
    today = runtime.clock.today()
    earlier = [each.as_of for each in list_versions(runtime.home) if each.as_of < today]
    return max(earlier, default=today - REPORTING_RHYTHM)


@contextmanager
def _on(days: dict[str, str]) -> Iterator[None]:
    """Tell dbt the days of this run by the environment, where macros/days.sql finds them."""
    from dbt_common.events.functions import reset_metadata_vars

    wanted = {DAY_VARIABLE + name.upper(): day for name, day in days.items()}
    os.environ.update(wanted)
    reset_metadata_vars()
    try:
        yield
    finally:
        for name in wanted:
            del os.environ[name]
        reset_metadata_vars()


def _invoke(arguments: list[str], on_node: Callable[[str, str], None] | None) -> Any:
    from dbt.cli.main import dbtRunner

    def relay(event: Any) -> None:
        if on_node is not None and event.info.name == "NodeFinished":
            on_node(event.data.node_info.node_name, event.data.node_info.node_status)

    return dbtRunner(callbacks=[relay]).invoke(arguments)


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
