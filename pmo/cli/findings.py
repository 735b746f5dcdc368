"""What `pmo doctor` looks at beside Jira: folders, files, layouts, Tempo, mail, the warehouse."""

import json
import os
import smtplib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from urllib.parse import parse_qsl, unquote, urlsplit

from pmo.connections import Connection, MissingConnectionError
from pmo.errors import OperatorError
from pmo.manifests import live
from pmo.runtime import Runtime
from pmo.settings import FILE_SOURCES, SOURCES

SMTP_VARIABLE = "AIRFLOW_CONN_SMTP_DEFAULT"
PATIENCE_S = 10


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `fix` is empty where all is well."""

    subject: str
    found: str
    fix: str = ""


def of_home(runtime: Runtime) -> Iterator[Finding]:
    """Look at the settings and the data folder."""
    yield Finding("settings", runtime.settings.organisation.name)
    root = runtime.home.root
    root.mkdir(parents=True, exist_ok=True)
    writable = os.access(root, os.W_OK)
    yield Finding(
        "data folder", str(root), "" if writable else f"make {root} writable for this user"
    )


def of_files(runtime: Runtime) -> Iterator[Finding]:
    """Look at the drop folders and the layouts of the file sources."""
    for source in FILE_SOURCES:
        section = getattr(runtime.settings, source)
        folder = runtime.home.drop / section.folder
        if not section.enabled:
            yield Finding(source, "switched off in the settings")
            continue
        if folder.is_dir():
            count = sum(path.is_file() for path in folder.rglob("*"))
            yield Finding(source, f"{count} files in {folder}")
        else:
            yield Finding(source, f"{folder} does not exist", "create it and drop the files there")
        if section.layouts:
            yield _layouts(runtime, source)


def _layouts(runtime: Runtime, source: str) -> Finding:
    from extractors.files.feed import feed_of

    subject = f"layouts of {source}"
    tables = import_module(f"extractors.{source}.tables")
    try:
        feed = feed_of(runtime.settings, source, tables.FILE_TABLES, tables.TABLES)
    except OperatorError as error:
        return Finding(subject, "cannot be used", str(error))
    return Finding(subject, ", ".join(each.name for each in feed.layouts))


def of_tempo(runtime: Runtime) -> Iterator[Finding]:
    """Ask Tempo, where the settings switch it on."""
    if not (runtime.settings.timesheets.enabled and runtime.settings.timesheets.tempo.enabled):
        return
    from extractors.timesheets.probe import probe

    try:
        connection = Connection.from_environment("tempo")
    except MissingConnectionError as error:
        yield Finding("tempo", "no connection", str(error))
        return
    yield Finding("tempo", *probe(runtime.settings, connection))


def of_mail(runtime: Runtime) -> Iterator[Finding]:
    """Greet the mail server, where somebody is to hear of a stopped night; send nothing."""
    if not runtime.settings.notify.recipients:
        return
    said = os.environ.get(SMTP_VARIABLE)
    if not said:
        yield Finding(
            "mail", "the Airflow connection smtp_default; not visible here, so it was not tried"
        )
        return
    try:
        host, port, is_plain = _address(said)
        kind = smtplib.SMTP if is_plain else smtplib.SMTP_SSL
        with kind(host, port, timeout=PATIENCE_S) as server:
            server.noop()
    except (OSError, ValueError) as error:
        yield Finding("mail", f"no answer: {error}", f"correct {SMTP_VARIABLE}, or the mail server")
        return
    yield Finding("mail", f"{host}:{port} answers")


def _address(said: str) -> tuple[str, int, bool]:
    """Return host, port and whether TLS is off, of a connection in Airflow's two spellings."""
    if said.lstrip().startswith("{"):
        read = json.loads(said)
        extra = read.get("extra") or {}
        extra = json.loads(extra) if isinstance(extra, str) else extra
        host, port = read.get("host"), read.get("port")
    else:
        parts = urlsplit(said)
        extra = dict(parse_qsl(parts.query))
        host, port = unquote(parts.hostname or ""), parts.port
    is_plain = str(extra.get("disable_ssl", "")).casefold() == "true"
    return str(host or "localhost"), int(port or 25), is_plain


def of_warehouse(runtime: Runtime) -> Iterator[Finding]:
    """Look at what has landed and what is published."""
    for source in SOURCES:
        batches = live(runtime.home.landing, source).lines
        if batches:
            last = batches[-1].extracted_at
            found = f"{len(batches)} batches, the last at {last:%Y-%m-%d %H:%M} UTC"
            yield Finding(f"landing of {source}", found)
    from warehouse.versions import current_version

    current = current_version(runtime.home)
    yield Finding("published version", current or "none yet", "" if current else "run `pmo run`")


def delivered(runtime: Runtime) -> set[str]:
    """Return the inputs (`finance.budgets`) that have landed or lie in the drop folder."""
    found = set()
    for source in SOURCES:
        tables = live(runtime.home.landing, source).tables
        found |= {f"{source}.{each.table}" for each in tables if each.rows}
    for source in FILE_SOURCES:
        folder = runtime.home.drop / getattr(runtime.settings, source).folder
        found |= {f"{source}.{path.stem}" for path in folder.rglob("*") if path.is_file()}
    return found
