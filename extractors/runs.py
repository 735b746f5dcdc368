"""Run one source's extractor with what the installation says: the one way in for all callers."""

import logging
from collections.abc import Callable
from importlib import import_module

from extractors.compaction import compact as fold
from extractors.compaction import compact_if_due
from extractors.landing import BusySourceError, Landing, Table
from pmo.connections import Connection
from pmo.manifests import Batch, live
from pmo.runtime import Runtime
from pmo.settings import SOURCES

log = logging.getLogger(__name__)


def tables_of(source: str) -> tuple[Table, ...]:
    """Return the landing tables of `source`."""
    tables: tuple[Table, ...] = import_module(f"extractors.{source}.tables").TABLES
    return tables


def prepare(runtime: Runtime) -> None:
    """Give every landing table its empty file, also those of sources that are switched off."""
    landing = Landing(runtime.home.landing, runtime.clock)
    for source in SOURCES:
        landing.prepare(tables_of(source))


def extract(source: str, runtime: Runtime, connection: Connection | None = None) -> Batch | None:
    """Land `source` and return its batch; None where the settings switch it off.

    `connection` is Jira's, or for timesheets Tempo's; without one the environment names it.
    """
    if source not in SOURCES:
        raise ValueError(f"unknown source {source!r}; known are {', '.join(SOURCES)}")
    prepare(runtime)
    section = getattr(runtime.settings, source)
    if not section.enabled:
        log.info("%s is switched off in the settings", source)
        return None
    landing = Landing(runtime.home.landing, runtime.clock)
    batch = _land(source, runtime, landing, connection)
    _keep_small(source, runtime, landing)
    return batch


def compact(source: str, runtime: Runtime) -> str:
    """Fold all batches of `source` but the newest into its base; return what came of it."""
    landing = Landing(runtime.home.landing, runtime.clock)
    before = live(runtime.home.landing, source)
    base = fold(landing, source)
    if base is None:
        return "nothing to compact"
    files = sum(len(table.files) for table in base.tables)
    return f"{len(before.batches) - 1} batches folded; {len(base.batches)} now in {files} files"


def _land(source: str, runtime: Runtime, landing: Landing, connection: Connection | None) -> Batch:
    run: Callable[..., Batch] = import_module(f"extractors.{source}.extract").extract
    if source == "jira":
        return run(runtime.settings, landing, connection or Connection.from_environment("jira"))
    drop = runtime.home.drop / getattr(runtime.settings, source).folder
    if source == "timesheets":
        return run(runtime.settings, landing, drop, connection)
    return run(runtime.settings, landing, drop)


def _keep_small(source: str, runtime: Runtime, landing: Landing) -> None:
    """Compact what has gathered; only a damaged landing is worth failing for.

    Without compaction everything reads as before, only slower; the next run tries again.
    """
    try:
        compact_if_due(landing, source, runtime.settings.landing.compact_after_batches)
    except BusySourceError:
        log.info("another run is landing %s; it will compact", source)
    except OSError as error:
        log.warning(
            "%s landed, but its old batches could not be compacted: %s. Nothing is lost; the next "
            "run tries again",
            source,
            error,
        )
