"""Run one source's extractor with what the installation says: the one way in for all callers."""

import logging
from collections.abc import Callable
from importlib import import_module

from extractors.landing import Landing, Table
from pmo.connections import Connection
from pmo.manifests import Batch
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
    run: Callable[..., Batch] = import_module(f"extractors.{source}.extract").extract
    if source == "jira":
        return run(runtime.settings, landing, connection or Connection.from_environment("jira"))
    drop = runtime.home.drop / section.folder
    if source == "timesheets":
        return run(runtime.settings, landing, drop, connection)
    return run(runtime.settings, landing, drop)
