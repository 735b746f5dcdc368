"""Publish the audited candidate: sync it, name it by its content, switch by rename.

The order is what a maintainer must not break: version file, its card, then the BI path. Killed
anywhere in between, readers still have the last good version and the next run publishes anew.
"""

import hashlib
import logging
import os
from pathlib import Path

import duckdb

from pmo.clock import wall_time
from pmo.errors import OperatorError
from pmo.runtime import Runtime
from warehouse.candidate import MARTS, QUALITY
from warehouse.database import quoted, tables_of
from warehouse.locking import warehouse_lock
from warehouse.versions import (
    Version,
    current_version,
    database_of,
    list_versions,
    prune,
    remember,
    switch,
)

log = logging.getLogger(__name__)

# Not part of what a version says: durations, batch ids and comparisons with the version before
# differ between runs that agree on every number.
UNREPORTED = {"dbt_results", "expectation_results", "freshness", "version"}


class NothingToPublishError(OperatorError):
    """There is no candidate."""


def publish(runtime: Runtime) -> Version:
    """Publish the candidate and return its version; the same content again changes nothing."""
    home = runtime.home
    if not home.candidate.exists():
        raise NothingToPublishError(f"{home.candidate} does not exist; run `pmo run` to build it")
    with warehouse_lock(home):
        version = _describe(runtime, home.candidate)
        known = {each.version_id for each in list_versions(home)}
        before = current_version(home)
        if version.version_id not in known:
            _stamp(home.candidate, version, before, runtime)
            home.published.mkdir(parents=True, exist_ok=True)
            _sync(home.candidate)
            home.candidate.replace(database_of(home, version.version_id))
            remember(home, version)
        if version.version_id != before:
            switch(home, version.version_id)
            _sync(home.portfolio.parent)
        for gone in prune(home, runtime.settings.publishing.keep_versions):
            log.info("removed version %s", gone)
    log.info("published %s", version)
    return version


def _describe(runtime: Runtime, path: Path) -> Version:
    """Return the version that the candidate would be."""
    digest, rows = hashlib.sha256(), 0
    with duckdb.connect(str(path), read_only=True) as connection:
        name = connection.execute("select current_database()").fetchone()
        database = str(name[0]) if name else ""
        marts = tables_of(connection, database, MARTS)
        for schema in (MARTS, QUALITY):
            for table, statement in tables_of(connection, database, schema).items():
                if schema == QUALITY and table in UNREPORTED:
                    continue
                # A sum of digests over rows as text: order does not matter, equal halves do not
                # cancel as they would under xor.
                count, content = connection.execute(
                    "select count(*), sum(md5_number_lower(cast(content as varchar))) "
                    f"from {quoted(schema)}.{quoted(table)} as content"
                ).fetchone() or (0, None)
                digest.update(f"{statement}|{count}|{content}\n".encode())
                rows += count if schema == MARTS else 0
    as_of = runtime.clock.today()
    return Version(
        version_id=f"{as_of:%Y%m%d}-{digest.hexdigest()[:8]}",
        as_of=as_of,
        published_at=wall_time(),
        tables=len(marts),
        rows=rows,
    )


def _stamp(path: Path, version: Version, before: str | None, runtime: Runtime) -> None:
    """Write into the file which version it is, so that a report can print it."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(
            f"create or replace table {QUALITY}.version (version_id varchar, as_of date, "
            "built_at timestamptz, previous_version_id varchar)"
        )
        connection.execute(
            f"insert into {QUALITY}.version values (?, ?, ?, ?)",
            [version.version_id, version.as_of, runtime.clock.now(), before],
        )


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
