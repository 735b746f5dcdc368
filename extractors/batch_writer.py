"""Write the rows of one batch to Parquet, out of every reader's sight until they are committed."""

import hashlib
import shutil
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from extractors.table import Table
from pmo.manifests import LandedFile, LandedTable

ROWS_PER_FLUSH = 50_000
SCRATCH = ".scratch"


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


def _described(root: Path, path: Path) -> LandedFile:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return LandedFile(str(path.relative_to(root)), pq.read_metadata(path).num_rows, digest)
