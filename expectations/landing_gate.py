"""The landing gate: what was delivered is judged before any model reads it.

Rows that cannot be true stay out (quarantine), rows that are odd stay in and are reported, and
only a broken promise about a whole table stops the night. The verdict is made anew from the whole
landing each night, so a row whose reference arrives tomorrow is let in tomorrow.
"""

import logging
from collections import Counter
from pathlib import Path
from typing import Any

from expectations import freshness, reconciliation, store, superseded
from expectations.alerts import refresh_alerts
from expectations.audit import stable_id
from expectations.completeness import loaded_to_the_end
from expectations.errors import GateStoppedError
from expectations.landing_audit import LandingAudit
from expectations.landing_database import LandingDatabase, judged_sources
from expectations.promises import FLAGGED, NOT_EMPTY, QUARANTINED
from expectations.quarantine import sample
from expectations.rejects import UNREADABLE_FILE, UNREADABLE_ROW, rejected_rows
from expectations.results import LANDING, Alert, GateResult, PromiseResult, verdict
from expectations.suites import landing_suite
from expectations.workplace import workplace
from pmo.runtime import Runtime
from pmo.settings import SOURCES

log = logging.getLogger(__name__)
Row = dict[str, Any]


def check_landing(runtime: Runtime) -> GateResult:
    """Judge the current rows of all sources; write quarantine, results and alerts.

    Raises `GateStoppedError`, after everything is written, when a critical promise is broken.
    """
    with workplace(runtime.home, LANDING) as folder:
        audit, rejects, reconciled = _audited(runtime, folder / "landing.duckdb")
        results = [finding.result for finding in audit.findings.values()]
        results += _absent(runtime, audit)
        results += loaded_to_the_end(runtime)
        results += _shares(runtime, audit, rejects)
        rows = audit.rows + rejects
        result = verdict(LANDING, results, _counted(rows, QUARANTINED), _counted(rows, FLAGGED))
        counted = reconciliation.alerts(audit.database, reconciled, runtime.settings)
        _write(runtime, result, rows, rejects, counted)
        path = runtime.home.quality / "reconciliation" / "current.parquet"
        store.write_rows(path, store.RECONCILIATION, reconciled)
    log.info("%s", result.summary)
    if not result.passed:
        raise GateStoppedError(result)
    return result


def _audited(runtime: Runtime, path: Path) -> tuple[LandingAudit, list[Row], list[Row]]:
    """Return the audit, what could not be read, and what Jira counts (see `reconciliation`)."""
    database = LandingDatabase(path, runtime)
    settings, now = runtime.settings, runtime.clock.now()
    database.build(
        runtime.clock.today(),
        settings.organisation.base_currency,
        settings.registers.planned_value,
    )
    reconciled = reconciliation.reconcile(database, now)
    audit = LandingAudit(database, settings, now)
    audit.run()
    with database.connect() as connection:
        rejects = [
            row
            for source in judged_sources(runtime)
            if database.has_rejects(source)
            for row in rejected_rows(connection, source, database.tables, settings, now)
        ]
        superseded.write(connection, runtime.home)
    return audit, rejects, reconciled


def _absent(runtime: Runtime, audit: LandingAudit) -> list[PromiseResult]:
    """Return a broken `not_empty` for required tables that have never been prepared."""
    landed = set(map(str, audit.database.tables))
    return [
        _table_result(
            runtime,
            (source, table),
            (promise.name, promise.description, promise.why, promise.fix),
            (0, 0),
            is_kept=False,
            seen="nothing has landed yet",
        )
        for source in SOURCES
        if getattr(runtime.settings, source).enabled
        for table, promises in landing_suite(source).items()
        for promise in promises
        if promise.name == NOT_EMPTY and f"{source}.{table}" not in landed
    ]


def _shares(runtime: Runtime, audit: LandingAudit, rejects: list[Row]) -> list[PromiseResult]:
    """Return one result a table: whether few enough of its rows stay out to go on."""
    gates = runtime.settings.gates
    limit = gates.max_quarantined_share
    out: Counter[str] = Counter()
    unreadable: Counter[str] = Counter()
    for row in _distinct(audit.rows, QUARANTINED):
        out[_table(row)] += 1
    for row in _distinct(rejects, QUARANTINED):
        if row["expectation"] == UNREADABLE_ROW:
            unreadable[_table(row)] += 1
    results = []
    for name, count in audit.counts.items():
        delivered = count + unreadable[str(name)]
        bad = out[str(name)] + unreadable[str(name)]
        if not delivered:
            continue
        share = bad / delivered
        results.append(
            _table_result(
                runtime,
                (name.source, name.table),
                (
                    "quarantined_share",
                    f"more than {limit:.0%} of the rows stay out",
                    "Numbers made from the rest would mislead more than yesterday's.",
                    "Mend the rows that the data-quality page lists, extract again; or raise "
                    "gates.max_quarantined_share in the settings.",
                ),
                (delivered, bad),
                is_kept=share <= limit or bad < gates.min_quarantined_rows,
                seen=f"{share:.1%}",
            )
        )
    return results


def _table_result(
    runtime: Runtime,
    place: tuple[str, str],
    words: tuple[str, str, str, str],
    counts: tuple[int, int],
    *,
    is_kept: bool,
    seen: str,
) -> PromiseResult:
    (source, table), (name, description, why, fix) = place, words
    return PromiseResult(
        gate=LANDING,
        suite=f"{source}.{table}",
        source=source,
        table_name=table,
        expectation_id=stable_id(LANDING, source, table, name, ""),
        expectation=name,
        description=description,
        column_name="",
        severity="critical",
        disposition="none",
        is_kept=is_kept,
        element_count=counts[0],
        unexpected_count=counts[1],
        observed_value=seen,
        why=why,
        owner=runtime.settings.owner_of(source, table),
        fix=fix,
    )


def _table(row: Row) -> str:
    return f"{row['source']}.{row['table_name']}"


def _distinct(rows: list[Row], disposition: str) -> list[Row]:
    """Return each landed or rejected row once, however many promises it breaks."""
    place = (
        "source",
        "table_name",
        "batch_id",
        "row_number",
        "source_file",
        "source_sheet",
        "source_row",
    )
    found: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        if row["disposition"] == disposition:
            identity = tuple(row[name] for name in place)
            if row["row_number"] is None and row["source_file"] is None:
                identity += (row["row_json"],)
            found.setdefault(identity, row)
    return list(found.values())


def _counted(rows: list[Row], disposition: str) -> dict[str, int]:
    return dict(sorted(Counter(_table(row) for row in _distinct(rows, disposition)).items()))


def _write(
    runtime: Runtime,
    result: GateResult,
    rows: list[Row],
    rejects: list[Row],
    counted: list[Alert],
) -> None:
    home, now = runtime.home, runtime.clock.now()
    measured = freshness.measure(runtime)
    store.write_rows(home.quarantine / "current.parquet", store.QUARANTINE, rows)
    store.write_results(home, result, now)
    store.write_rows(
        home.quality / "freshness" / "current.parquet", store.FRESHNESS, freshness.rows(measured)
    )
    alerts = promise_alerts(result, rows) + _reject_alerts(rejects) + counted
    refresh_alerts(runtime, LANDING, alerts + freshness.stale_alerts(runtime, measured))


def promise_alerts(result: GateResult, rows: list[Row]) -> list[Alert]:
    """Return one alert a broken promise, with a sample of its rows."""
    by_promise: dict[tuple[str, str, str, str], list[Row]] = {}
    for row in rows:
        key = (row["source"], row["table_name"], row["expectation"], row["column_name"] or "")
        by_promise.setdefault(key, []).append(row)
    keys = (
        (each, (each.source, each.table_name, each.expectation, each.column_name))
        for each in result.broken
    )
    return [each.alert(sample(by_promise.get(key, []))) for each, key in keys]


def _reject_alerts(rejects: list[Row]) -> list[Alert]:
    """Return one alert a source, table and kind of what could not be read."""
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for row in rejects:
        groups.setdefault((row["source"], row["table_name"], row["expectation"]), []).append(row)
    alerts = []
    for (source, table, kind), rows in groups.items():
        is_file = kind == UNREADABLE_FILE
        place = f"{source}.{table}" if table else source
        names = sorted({row["source_file"] for row in rows if row["source_file"]})
        what = f"cannot be read: {', '.join(names)}" if is_file else "rows cannot be read"
        alerts.append(
            Alert(
                alert_id=stable_id(LANDING, source, table, kind, ""),
                severity=rows[0]["severity"],
                gate=LANDING,
                source=source,
                table_name=table,
                column_name="",
                expectation=kind,
                title=f"{place}: {what}",
                why=(
                    "The last readable delivery stays in use, and ages."
                    if is_file
                    else "What they say is missing from every number."
                ),
                owner=rows[0]["owner"],
                row_count=len(rows),
                sample_json=sample(rows),
                fix=rows[0]["fix"] or "See the reason beside each row.",
            )
        )
    return alerts
