"""Parquet files of the gates: one Arrow schema each, replaced by rename, never half written."""

import os
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from expectations.results import GateResult
from pmo.home import Home

TEXT, COUNT, FLAG = pa.string(), pa.int64(), pa.bool_()
INSTANT = pa.timestamp("us", tz="UTC")


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema([pa.field(name, kind) for name, kind in columns.items()])


QUARANTINE = _schema(
    source=TEXT,
    table_name=TEXT,
    batch_id=TEXT,
    row_number=COUNT,
    entity=TEXT,
    source_file=TEXT,
    source_sheet=TEXT,
    source_row=COUNT,
    project_code=TEXT,
    column_name=TEXT,
    value=TEXT,
    expectation=TEXT,
    severity=TEXT,
    disposition=TEXT,
    reason=TEXT,
    fix=TEXT,
    owner=TEXT,
    row_json=TEXT,
    detected_at=INSTANT,
)
EXPECTATION_RESULTS = _schema(
    gate=TEXT,
    suite=TEXT,
    source=TEXT,
    table_name=TEXT,
    expectation_id=TEXT,
    expectation=TEXT,
    description=TEXT,
    column_name=TEXT,
    severity=TEXT,
    disposition=TEXT,
    is_kept=FLAG,
    element_count=COUNT,
    unexpected_count=COUNT,
    observed_value=TEXT,
    why=TEXT,
    owner=TEXT,
    fix=TEXT,
    run_at=INSTANT,
)
ALERTS = _schema(
    alert_id=TEXT,
    severity=TEXT,
    gate=TEXT,
    source=TEXT,
    table_name=TEXT,
    column_name=TEXT,
    expectation=TEXT,
    title=TEXT,
    why=TEXT,
    owner=TEXT,
    row_count=COUNT,
    sample_json=TEXT,
    fix=TEXT,
    status=TEXT,
    first_seen_at=INSTANT,
    last_seen_at=INSTANT,
    note=TEXT,
    changed_by=TEXT,
)
FRESHNESS = _schema(
    source=TEXT,
    last_batch_id=TEXT,
    last_extracted_at=INSTANT,
    last_rows=COUNT,
    total_rows=COUNT,
    age_hours=pa.float64(),
    is_stale=FLAG,
    is_enabled=FLAG,
)

RECONCILIATION = _schema(
    source=TEXT,
    project_key=TEXT,
    check_name=TEXT,
    basis=TEXT,
    jira_value=COUNT,
    landing_value=COUNT,
    difference=COUNT,
    differing_issues=COUNT,
    is_kept=FLAG,
    sample_json=TEXT,
    run_at=INSTANT,
)


def write_rows(path: Path, schema: pa.Schema, rows: Iterable[Mapping[str, Any]]) -> None:
    """Replace the file `path` by `rows`; a reader sees the old file or the new one, whole."""
    write_table(path, pa.Table.from_pylist(list(rows), schema=schema))


def write_table(path: Path, table: pa.Table) -> None:
    """Replace the file `path` by `table`; a reader sees the old file or the new one, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with scratch.open("wb") as stream:
            pq.write_table(table, stream, compression="zstd")
            stream.flush()
            os.fsync(stream.fileno())
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


def write_results(home: Home, result: GateResult, run_at: datetime) -> None:
    """Write `quality/expectation_results/<gate>.parquet`."""
    path = home.quality / "expectation_results" / f"{result.gate}.parquet"
    write_rows(
        path, EXPECTATION_RESULTS, [{**vars(each), "run_at": run_at} for each in result.results]
    )
