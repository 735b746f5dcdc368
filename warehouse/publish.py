"""Publish the audited candidate: sync it, name it by its content, switch by rename.

The order is what a maintainer must not break: version file, its card, the record of closed
periods, then the BI path. Killed anywhere in between, readers still have the last good version and
the next run publishes anew.
"""

import hashlib
import logging
import os
from pathlib import Path

import duckdb

from pmo.clock import wall_time
from pmo.errors import OperatorError
from pmo.home import Home
from pmo.runtime import Runtime
from warehouse.closed_periods import commit
from warehouse.database import MARTS, QUALITY, quoted, tables_of
from warehouse.locking import warehouse_lock
from warehouse.versions import (
    Version,
    current_version,
    database_of,
    previous_version,
    prune,
    remember,
    switch,
)

log = logging.getLogger(__name__)


class NothingToPublishError(OperatorError):
    """There is no candidate."""


def publish(runtime: Runtime) -> Version:
    """Publish the candidate and return its version.

    A version is what the marts say: the same numbers again are the same version, whose file is
    replaced so that what is known of their quality stays fresh.
    """
    home = runtime.home
    if not home.candidate.exists():
        raise NothingToPublishError(f"{home.candidate} does not exist; run `pmo run` to build it")
    with warehouse_lock(home):
        version = _describe(runtime, home.candidate)
        _stamp(home.candidate, version, _previous(home, version.version_id), runtime)
        home.published.mkdir(parents=True, exist_ok=True)
        _sync(home.candidate)
        home.candidate.replace(database_of(home, version.version_id))
        remember(home, version)
        # Before anybody reads it: what is read as closed must be on record.
        commit(home)
        switch(home, version.version_id)
        _sync(home.portfolio.parent)
        for gone in prune(home, runtime.settings.publishing.keep_versions):
            log.info("removed version %s", gone)
    log.info("published %s", version)
    return version


def _previous(home: Home, version_id: str) -> str | None:
    """Return the version that readers had before `version_id` came, also when it comes again."""
    current = current_version(home)
    return current if current != version_id else previous_version(home)


def _describe(runtime: Runtime, path: Path) -> Version:
    """Return the version that the candidate would be."""
    digest, rows = hashlib.sha256(), 0
    with duckdb.connect(str(path), read_only=True) as connection:
        name = connection.execute("select current_database()").fetchone()
        marts = tables_of(connection, str(name[0]) if name else "", MARTS)
        for table, statement in marts.items():
            # A sum of digests over rows as text: order does not matter, equal halves do not
            # cancel as they would under xor.
            count, content = connection.execute(
                "select count(*), sum(md5_number_lower(cast(content as varchar))) "
                f"from {quoted(MARTS)}.{quoted(table)} as content"
            ).fetchone() or (0, None)
            digest.update(f"{statement}|{count}|{content}\n".encode())
            rows += count
    as_of = runtime.clock.today()
    return Version(
        version_id=f"{as_of:%Y%m%d}-{digest.hexdigest()[:8]}",
        as_of=as_of,
        published_at=wall_time(),
        tables=len(marts),
        rows=rows,
    )


def _stamp(path: Path, version: Version, previous: str | None, runtime: Runtime) -> None:
    """Write into the file which version it is, so that a report can print it."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(
            f"create or replace table {QUALITY}.version (version_id varchar, as_of date, "
            "built_at timestamptz, previous_version_id varchar)"
        )
        connection.execute(
            f"insert into {QUALITY}.version values (?, ?, ?, ?)",
            [version.version_id, version.as_of, runtime.clock.now(), previous],
        )


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
