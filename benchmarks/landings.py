"""Landings of any size: a real one of 10,000 issues, copied under ids of its own.

The first is read from the demo by the extractors, as on any night. A larger one holds it several
times: each copy is 20 projects with their people, boards, sprints, money and registers, so that
everything grows together. What all share (statuses, holidays, exchange rates) is there once.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import duckdb

from benchmarks.changing import changed_rows
from benchmarks.copying import LEFT_OUT, columns_of_copy, is_copied, rows_of_copy
from benchmarks.jira_site import AS_OF
from demo.environment import variables
from demo.jira.answers import DEMO_TOKEN
from demo.jira.server import serve
from demo.organisation.drop import write_drop
from demo.plan import build_plan
from expectations import store
from extractors.landing import BatchWriter, Landing, Table
from extractors.runs import extract, prepare, tables_of
from pmo.clock import Clock
from pmo.home import DROP_VARIABLE, HOME_VARIABLE, Home
from pmo.manifests import live_files
from pmo.runtime import Runtime
from pmo.settings import SOURCES

BASE_ISSUES = 10_000
BASE_SCALE = 1.7
ROWS_AT_ONCE = 100_000
TODAY = date.fromisoformat(AS_OF)
TOMORROW = TODAY + timedelta(days=1)


def landing_of(folder: Path, issues: int) -> Path:
    """Return a home below `folder` with about `issues` issues in its landing; make what lacks.

    Nothing may be written into it: `borrowed` gives a home to work in.
    """
    base = _made(folder / f"demo-{_shape()}", _extract_demo)
    copies = max(1, round(issues / BASE_ISSUES))
    return _made(folder / f"copies-{copies}-{_shape()}", lambda home: _copy(base, home, copies))


def borrowed(made: Path, into: Path) -> Home:
    """Return a new home `into` with the landing of `made`, which stays as it is."""
    shutil.copytree(made, into, copy_function=os.link)
    return _home(into)


def counts(home: Home, name: str) -> int:
    """Return the rows of a landing table of Jira."""
    table = next(each for each in tables_of("jira") if each.name == name)
    with _connected() as connection:
        query = f"select count(*) from {_landed(home.landing, table)}"
        rows = connection.execute(query).fetchall()
    return int(rows[0][0])


def change(home: Home, share: float) -> int:
    """Land another night of Jira in which a share of the issues has changed; return how many."""
    landing = Landing(home.landing, Clock(pinned=TOMORROW))
    with _connected() as connection, landing.batch("jira", tables_of("jira")) as writer:
        written = {
            table.name: _write(connection, writer, table, query)
            for table in tables_of("jira")
            if (query := changed_rows(table, lambda each: _landed(home.landing, each), share))
        }
    return written["issues"]


def _shape() -> str:
    """Return a digest of what lands; landings kept from before it changed do not serve."""
    tables = [table for source in SOURCES for table in tables_of(source)]
    said = [
        (each.source, each.name, str(each.schema), columns_of_copy(each, "")) for each in tables
    ]
    conditions = [rows_of_copy(each) for each in tables]
    return hashlib.sha256(repr((said, conditions, BASE_SCALE, TODAY)).encode()).hexdigest()[:8]


def _made(folder: Path, make: Callable[[Home], None]) -> Path:
    """Return `folder`, made as a whole or not at all."""
    if not folder.exists():
        scratch = folder.with_name(f".{folder.name}")
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
        make(_home(scratch))
        scratch.rename(folder)
    return folder


def _extract_demo(home: Home) -> None:
    plan = build_plan(as_of=TODAY, scale=BASE_SCALE)
    write_drop(plan, home.drop)
    with serve(plan) as jira, _environment(variables(home, TODAY, jira.url, DEMO_TOKEN)):
        runtime = Runtime.from_environment()
        for source in SOURCES:
            extract(source, runtime)
    shutil.rmtree(home.drop)


def _copy(base: Path, home: Home, copies: int) -> None:
    with _environment({HOME_VARIABLE: str(home.root)}):
        prepare(Runtime.from_environment())
    store.write_rows(home.quarantine / "current.parquet", store.QUARANTINE, [])
    landing = Landing(home.landing, Clock(pinned=TODAY))
    for source in SOURCES:
        with _connected() as connection, landing.batch(source, tables_of(source)) as writer:
            for table in tables_of(source):
                if table.name not in LEFT_OUT:
                    query = _copied(table, _home(base).landing, copies)
                    _write(connection, writer, table, query)


def _copied(table: Table, landing: Path, copies: int) -> str:
    numbers = range(copies if is_copied(table) else 1)
    listed = ", ".join(f"('{number:03}')" for number in numbers)
    return f"""
        select {", ".join(columns_of_copy(table, "copy.number"))}
        from (values {listed}) as copy (number), {_landed(landing, table)} as landed
        where {rows_of_copy(table)}
    """


def _write(
    connection: duckdb.DuckDBPyConnection, writer: BatchWriter, table: Table, query: str
) -> int:
    reader = connection.execute(query).to_arrow_reader(ROWS_AT_ONCE)
    return sum(
        writer.write_columns(table, dict(zip(batch.schema.names, batch.columns, strict=True)))
        for batch in reader
    )


def _landed(landing: Path, table: Table) -> str:
    files = ", ".join(f"'{path}'" for path in live_files(landing, table.source, table.name))
    return f"read_parquet([{files}], union_by_name = true, hive_partitioning = false)"


@contextmanager
def _connected() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        yield connection


@contextmanager
def _environment(wanted: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(wanted)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _home(root: Path) -> Home:
    with _environment({HOME_VARIABLE: str(root), DROP_VARIABLE: str(root / "drop")}):
        return Home.from_environment()
