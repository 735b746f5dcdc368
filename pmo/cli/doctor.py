"""`pmo doctor`: what is there, what is missing, and how to mend it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from pmo.connections import Connection, MissingConnectionError
from pmo.manifests import live
from pmo.runtime import Runtime
from pmo.settings import FILE_SOURCES, SOURCES


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `fix` is empty where all is well."""

    subject: str
    found: str
    fix: str = ""


def examine() -> bool:
    """Print every finding; return whether nothing needs mending."""
    runtime = Runtime.from_environment()
    findings = [*_home(runtime), *_jira(runtime), *_files(runtime), *_warehouse(runtime)]
    table = Table("", "what", "found", "what to do", box=None, pad_edge=False)
    for each in findings:
        table.add_row(
            "[red]✗[/]" if each.fix else "[green]✓[/]", each.subject, each.found, each.fix
        )
    Console().print(table)
    return not any(each.fix for each in findings)


def _home(runtime: Runtime) -> Iterator[Finding]:
    yield Finding("settings", runtime.settings.organisation.name)
    root = runtime.home.root
    root.mkdir(parents=True, exist_ok=True)
    writable = os.access(root, os.W_OK)
    yield Finding(
        "data folder", str(root), "" if writable else f"make {root} writable for this user"
    )


def _jira(runtime: Runtime) -> Iterator[Finding]:
    if not runtime.settings.jira.enabled:
        yield Finding("jira", "switched off in the settings")
        return
    try:
        connection = Connection.from_environment("jira")
    except MissingConnectionError as error:
        yield Finding("jira", "no connection", str(error))
        return
    from extractors.jira.probe import probe

    found, fix = probe(runtime.settings, connection)
    yield Finding("jira", found, fix)


def _files(runtime: Runtime) -> Iterator[Finding]:
    for source in FILE_SOURCES:
        section = getattr(runtime.settings, source)
        folder = runtime.home.drop / section.folder
        if not section.enabled:
            yield Finding(source, "switched off in the settings")
        elif not folder.is_dir():
            yield Finding(source, f"{folder} does not exist", "create it and drop the files there")
        else:
            count = sum(path.is_file() for path in folder.rglob("*"))
            yield Finding(source, f"{count} files in {folder}")


def _warehouse(runtime: Runtime) -> Iterator[Finding]:
    for source in SOURCES:
        batches = live(runtime.home.landing, source).lines
        last = batches[-1] if batches else None
        if last is not None:
            found = f"{len(batches)} batches, the last at {last.extracted_at:%Y-%m-%d %H:%M} UTC"
            fix = f"its load was cut off: run `pmo extract {source}`, which goes on from there"
            yield Finding(f"landing of {source}", found, "" if last.complete else fix)
    from warehouse.versions import current_version

    current = current_version(runtime.home)
    yield Finding("published version", current or "none yet", "" if current else "run `pmo run`")
