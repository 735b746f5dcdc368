"""The record of closed periods: what was published when a period closed, and what changed since.

Layout, below the home:

    closed/entry=<number>/entry.json            when, as of which day, from which batches
    closed/entry=<number>/closes.parquet        periods that closed in that night
    closed/entry=<number>/figures.parquet       their figures
    closed/entry=<number>/restatements.parquet  changes of figures that were closed before
    closed/entry=<number>/kept_out.parquet      landed rows that the gate kept out of that night
    closed/.pending/                            tonight's entry until its numbers are published

An entry is written aside and becomes one by a rename, when the version that shows it is published.
No entry is ever changed: whoever opens the record years later reads what was signed then.
"""

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pmo.home import Home

CLOSES_TABLE, FIGURES_TABLE, RESTATEMENTS_TABLE = "closes", "figures", "restatements"
KEPT_OUT_TABLE = "kept_out"
TEXT, DAY, NUMBER = pa.string(), pa.date32(), pa.int32()
INSTANT, AMOUNT = pa.timestamp("us", tz="UTC"), pa.decimal128(38, 6)

FIGURE_KEY = (
    ("fiscal_period", TEXT),
    ("close_number", NUMBER),
    ("mart", TEXT),
    ("figure_key", TEXT),
    ("column_name", TEXT),
    ("project_code", TEXT),
)
SCHEMAS = {
    CLOSES_TABLE: pa.schema(
        [
            ("fiscal_period", TEXT),
            ("close_number", NUMBER),
            ("period_start_date", DAY),
            ("period_end_date", DAY),
            ("closed_on", DAY),
            ("closed_at", INSTANT),
            ("rule", TEXT),
            ("closed_by", TEXT),
            ("reason", TEXT),
            ("decision_number", NUMBER),
            ("covers", TEXT),  # every `mart.column` that was frozen, with a value or without
        ]
    ),
    FIGURES_TABLE: pa.schema([*FIGURE_KEY, ("value", TEXT), ("value_number", AMOUNT)]),
    RESTATEMENTS_TABLE: pa.schema(
        [
            ("restatement_id", TEXT),
            *FIGURE_KEY,
            ("old_value", TEXT),
            ("new_value", TEXT),
            ("old_number", AMOUNT),
            ("new_number", AMOUNT),
            ("difference", AMOUNT),
            ("first_seen_on", DAY),
            ("first_seen_at", INSTANT),
            ("cause", TEXT),
            ("cause_kind", TEXT),
            ("source_table", TEXT),
            ("batch_ids", TEXT),
            ("source_files", TEXT),
            ("changed_rows", pa.int64()),
            ("owner", TEXT),
        ]
    ),
    KEPT_OUT_TABLE: pa.schema(
        [
            ("source", TEXT),
            ("table_name", TEXT),
            ("batch_id", TEXT),
            ("row_number", pa.int64()),
        ]
    ),
}


@dataclass(frozen=True)
class Entry:
    """One night that closed or restated something; `batches` are the newest by source."""

    number: int
    as_of: date
    run_at: datetime
    batches: dict[str, str] = field(default_factory=dict)


def entries(home: Home, until: date | None = None) -> list[Entry]:
    """Return the entries on record, oldest first; with `until`, those of nights up to that day."""
    found = [
        _read(folder / "entry.json")
        for folder in home.closed.glob("entry=*")
        if (folder / "entry.json").exists()
    ]
    known = [each for each in found if until is None or each.as_of <= until]
    return sorted(known, key=lambda each: each.number)


def staged(home: Home) -> list[Entry]:
    """Return tonight's entry, if one waits for its numbers to be published."""
    card = _pending(home) / "entry.json"
    return [_read(card)] if card.exists() else []


def read(home: Home, table: str, of: Iterable[Entry]) -> pa.Table:
    """Return the rows of `table` in the entries `of`, on record or staged, oldest first."""
    folders = [_folder(home, each.number) for each in of]
    found = [(each if each.exists() else _pending(home)) / f"{table}.parquet" for each in folders]
    tables = [pq.read_table(path, partitioning=None) for path in found if path.exists()]
    return pa.concat_tables([SCHEMAS[table].empty_table(), *tables], promote_options="default")


def kept_out(home: Home, entry: Entry) -> pa.Table | None:
    """Return the rows that the gate kept out of an entry's night, None where it does not say."""
    path = _folder(home, entry.number) / f"{KEPT_OUT_TABLE}.parquet"
    return pq.read_table(path, partitioning=None) if path.exists() else None


def stage(home: Home, entry: Entry, rows: Mapping[str, pa.Table]) -> None:
    """Write tonight's entry aside; it counts once `commit` has been called.

    `rows` are Arrow tables by table name, with at least the columns of `SCHEMAS`; an entry in which
    nothing closed or changed is none.
    """
    unstage(home)
    pending = _pending(home)
    if not any(table.num_rows for name, table in rows.items() if name != KEPT_OUT_TABLE):
        return
    pending.mkdir(parents=True)
    for name, table in rows.items():
        # Nothing kept out is known too, unlike in entries of a time that did not say.
        if table.num_rows or name == KEPT_OUT_TABLE:
            schema = SCHEMAS[name]
            pq.write_table(
                table.select(schema.names).cast(schema),
                pending / f"{name}.parquet",
                compression="zstd",
            )
    # Last: without it, what a kill left behind is no entry.
    (pending / "entry.json").write_text(json.dumps(asdict(entry), default=str, indent=1), "utf-8")


def unstage(home: Home) -> None:
    """Forget the entry of a night whose numbers were never published."""
    shutil.rmtree(_pending(home), ignore_errors=True)


def commit(home: Home) -> Entry | None:
    """Put tonight's entry on record, if there is one; a second call finds nothing to do."""
    card = _pending(home) / "entry.json"
    if not card.exists():
        return None
    entry = _read(card)
    if _folder(home, entry.number).exists():
        unstage(home)
        return None
    _pending(home).rename(_folder(home, entry.number))
    return entry


def _read(card: Path) -> Entry:
    raw: dict[str, Any] = json.loads(card.read_text("utf-8"))
    return Entry(
        number=raw["number"],
        as_of=date.fromisoformat(raw["as_of"]),
        run_at=datetime.fromisoformat(raw["run_at"]),
        batches=raw["batches"],
    )


def _folder(home: Home, number: int) -> Path:
    return home.closed / f"entry={number:05d}"


def _pending(home: Home) -> Path:
    return home.closed / ".pending"
