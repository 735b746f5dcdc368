"""Write batches of rows to the append-only landing.

The order of writes is what a maintainer must not break: data files first, under a scratch name
that no reader sees, renamed into place; the manifest last, by one atomic rename. A process
killed anywhere in between leaves data without a manifest, which no reader counts and the next
batch of the same source sweeps away.
"""

import hashlib
import logging
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from pmo.clock import Clock, wall_time
from pmo.errors import OperatorError
from pmo.manifests import MANIFESTS, Batch, LandedFile, LandedTable, committed

log = logging.getLogger(__name__)

ROWS_PER_FLUSH = 50_000
SCRATCH = ".scratch"
PREPARED = "0"  # batch id of the empty file that every table has, before all real ones

# Every landed row says where it came from. The writer fills these; extractors fill the rest.
LINEAGE = [
    pa.field("_batch_id", pa.string(), nullable=False),
    pa.field("_row_number", pa.int64(), nullable=False),
    pa.field("_extracted_at", pa.timestamp("us", tz="UTC"), nullable=False),
]
# Rows of files also say which line of which file they stood on (1-based, as a spreadsheet shows).
FILE_LINEAGE = [
    pa.field("_source_file", pa.string(), nullable=False),
    pa.field("_source_sheet", pa.string()),
    pa.field("_source_row", pa.int64(), nullable=False),
]


class BusySourceError(OperatorError):
    """Another process is landing the same source right now."""


@dataclass(frozen=True)
class Table:
    """A landing table: its columns (without lineage), its natural key and its schema version.

    `key` names the columns that identify a row in its source. A change of `columns` raises
    `version`; readers unite versions by column name.
    """

    source: str
    name: str
    columns: pa.Schema
    key: tuple[str, ...]
    version: int = 1
    is_file: bool = False

    @cached_property
    def schema(self) -> pa.Schema:
        """Columns as written to Parquet, lineage included."""
        return pa.schema(list(self.columns) + (FILE_LINEAGE if self.is_file else []) + LINEAGE)


class BatchWriter:
    """Collects the rows of one batch; nothing is visible until `Landing.batch` commits it."""

    def __init__(
        self, root: Path, source: str, batch_id: str, at: datetime, before: Mapping[str, Any]
    ) -> None:
        self.batch_id = batch_id
        self.watermark_before = dict(before)
        self.watermark_after: dict[str, Any] = dict(before)
        self._root, self._source, self._at = root, source, at
        self._scratch = root / source / SCRATCH / batch_id
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._tables: dict[str, Table] = {}
        self._pending: dict[str, list[Mapping[str, Any]]] = {}
        self._rows: dict[str, int] = {}

    def write(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> int:
        """Append `rows` (mappings by column name) to `table`; return how many.

        A key that is no column of `table` raises `KeyError`: a misspelt name is never dropped.
        """
        known = {column.name for column in table.schema}
        pending = self._pending.setdefault(table.name, [])
        self._tables[table.name] = table
        count = 0
        for row in rows:
            unknown = row.keys() - known
            if unknown:
                raise KeyError(f"{table.source}.{table.name} has no column {sorted(unknown)}")
            pending.append(row)
            count += 1
            if len(pending) >= ROWS_PER_FLUSH:
                self._flush(table)
        return count

    def rows(self, table: Table) -> int:
        """Return the number of rows written to `table` so far."""
        return self._rows.get(table.name, 0) + len(self._pending.get(table.name, ()))

    def _flush(self, table: Table) -> None:
        pending = self._pending[table.name]
        if not pending:
            return
        start = self._rows.get(table.name, 0)
        stamp = {"_batch_id": self.batch_id, "_extracted_at": self._at}
        arrow = pa.Table.from_pylist(
            [{**row, **stamp, "_row_number": start + n} for n, row in enumerate(pending)],
            schema=table.schema,
        )
        if table.name not in self._writers:
            folder = self._scratch / table.name
            folder.mkdir(parents=True, exist_ok=True)
            self._writers[table.name] = pq.ParquetWriter(
                folder / "part-0.parquet", table.schema, compression="zstd"
            )
        self._writers[table.name].write_table(arrow)
        self._rows[table.name] = start + len(pending)
        pending.clear()

    def _finish(self) -> tuple[LandedTable, ...]:
        """Close the files and move each table's folder into place."""
        landed = []
        for name, table in sorted(self._tables.items()):
            self._flush(table)
            files: tuple[LandedFile, ...] = ()
            if name in self._writers:
                self._writers.pop(name).close()
                target = self._root / self._source / name / f"batch={self.batch_id}"
                target.parent.mkdir(parents=True, exist_ok=True)
                (self._scratch / name).rename(target)
                files = tuple(_described(self._root, path) for path in sorted(target.iterdir()))
            landed.append(LandedTable(name, self._rows.get(name, 0), table.version, files))
        return tuple(landed)

    def _abandon(self) -> None:
        for writer in self._writers.values():
            writer.close()
        shutil.rmtree(self._scratch, ignore_errors=True)


class Landing:
    """The landing below `root`, seen with `clock` (`_extracted_at` is the clock's now)."""

    def __init__(self, root: Path, clock: Clock) -> None:
        self.root = root
        self.clock = clock

    def watermark(self, source: str) -> dict[str, Any]:
        """Return the last committed watermark of `source`, empty before the first batch."""
        batches = committed(self.root, source)
        return dict(batches[-1].watermark_after) if batches else {}

    def prepare(self, tables: Sequence[Table]) -> None:
        """Give every table of one source an empty file, so that SQL never meets a missing glob.

        A raised schema version adds an empty file of the new shape.
        """
        for table in tables:
            folder = self.root / table.source / table.name / f"batch={PREPARED}"
            path = folder / f"v{table.version}.parquet"
            if path.exists():
                continue
            folder.mkdir(parents=True, exist_ok=True)
            scratch = folder / f".{path.name}.{secrets.token_hex(4)}"
            pq.write_table(table.schema.empty_table(), scratch)
            scratch.replace(path)
        for source in {table.source for table in tables}:
            (self.root / source / MANIFESTS).mkdir(parents=True, exist_ok=True)

    @contextmanager
    def batch(self, source: str, tables: Sequence[Table]) -> Iterator[BatchWriter]:
        """Yield a writer for one batch over `tables`; commit when the block ends, else nothing.

        Raises `BusySourceError` when another process is landing `source`.
        """
        self.prepare(tables)
        folder = self.root / source
        try:
            with FileLock(folder / ".lock", timeout=0):
                self._sweep(source)
                writer = BatchWriter(
                    self.root, source, _new_batch_id(), self.clock.now(), self.watermark(source)
                )
                try:
                    yield writer
                    manifest = Batch(
                        source=source,
                        batch_id=writer.batch_id,
                        extracted_at=self.clock.now(),
                        watermark_before=writer.watermark_before,
                        watermark_after=writer.watermark_after,
                        tables=writer._finish(),
                    )
                except BaseException:
                    writer._abandon()
                    raise
                _write_atomically(
                    folder / MANIFESTS / f"{writer.batch_id}.json", manifest.to_json()
                )
                shutil.rmtree(folder / SCRATCH, ignore_errors=True)
                log.info(
                    "landed %s rows of %s in batch %s", manifest.rows, source, manifest.batch_id
                )
        except Timeout:
            raise BusySourceError(
                f"another process is landing {source!r} (lock {folder / '.lock'}); "
                "wait for it to end and run again"
            ) from None

    def last(self, source: str) -> Batch | None:
        """Return the last committed batch of `source`."""
        batches = committed(self.root, source)
        return batches[-1] if batches else None

    def _sweep(self, source: str) -> None:
        """Remove what a killed process left behind: scratch files and data without a manifest."""
        folder = self.root / source
        shutil.rmtree(folder / SCRATCH, ignore_errors=True)
        known = {path.stem for path in (folder / MANIFESTS).glob("*.json")} | {PREPARED}
        for path in folder.glob("*/batch=*"):
            if path.name.removeprefix("batch=") not in known:
                log.warning("removing uncommitted %s of a run that did not finish", path)
                shutil.rmtree(path)


def _new_batch_id() -> str:
    return f"{wall_time():%Y%m%dT%H%M%S%fZ}-{secrets.token_hex(2)}"


def _described(root: Path, path: Path) -> LandedFile:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return LandedFile(str(path.relative_to(root)), pq.read_metadata(path).num_rows, digest)


def _write_atomically(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.tmp")
    with scratch.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    scratch.replace(path)
