"""The candidate: what would be published, assembled aside so that it can be audited first."""

from pathlib import Path

import duckdb

from pmo.errors import OperatorError
from pmo.home import Home
from pmo.runtime import Runtime
from warehouse.database import MARTS, QUALITY, copy_schema, literal, open_new, quoted
from warehouse.locking import warehouse_lock

QUARANTINED_ROWS = "quarantined_rows"


class NothingBuiltError(OperatorError):
    """There is no build to assemble a candidate from."""


def assemble(runtime: Runtime) -> Path:
    """Copy the marts of the private build, and what is known of them, to the candidate."""
    home = runtime.home
    if not home.build.exists():
        raise NothingBuiltError(f"{home.build} does not exist; run `pmo run` to build it first")
    with warehouse_lock(home), open_new(home.candidate) as connection:
        connection.execute(f"attach {literal(str(home.build))} as build (read_only)")
        copied = copy_schema(connection, "build", "target", MARTS)
        if not copied:
            raise NothingBuiltError(f"{home.build} holds no table in schema {MARTS}")
        copy_schema(connection, "build", "target", QUALITY)
        _load_quality(connection, home)
        connection.execute("detach build")
    return home.candidate


def load_quality(runtime: Runtime) -> None:
    """Load the candidate's schema `quality` anew, after a gate has written its results."""
    with warehouse_lock(runtime.home), duckdb.connect(str(runtime.home.candidate)) as connection:
        connection.execute("set timezone = 'UTC'")
        _load_quality(connection, runtime.home)


def quality_files(home: Home) -> dict[str, str]:
    """Return the Parquet globs of the night's quality tables, by table name."""
    found = {path.name: str(path / "*.parquet") for path in sorted(home.quality.glob("*"))}
    files = {
        name: glob for name, glob in found.items() if list(Path(glob).parent.glob("*.parquet"))
    }
    # What is kept out of deliveries that others have replaced since is nobody's task any more.
    if (home.quarantine / "current.parquet").exists():
        files[QUARANTINED_ROWS] = str(home.quarantine / "current.parquet")
    return files


def _load_quality(connection: duckdb.DuckDBPyConnection, home: Home) -> None:
    connection.execute(f"create schema if not exists {QUALITY}")
    for table, glob in quality_files(home).items():
        place = f"{QUALITY}.{quoted(table)}"
        connection.execute(
            f"create or replace table {place} as select * from "
            "read_parquet(?, union_by_name = true, hive_partitioning = false)",
            [glob],
        )
