"""Write the rows of one batch to Parquet, out of every reader's sight until they are committed.

Rows wait as they came by the thousand, then as Arrow columns, then leave as one row group. What
waits is bounded over all tables together, however long the batch and however wide its rows.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from extractors.bulk import Aside
from extractors.table import Table
from pmo.manifests import LandedFile, LandedTable

ROWS_PER_FLUSH = 2_000  # rows of a table that wait as Python objects
ROWS_PER_GROUP = 120_000  # a reader's unit of work: DuckDB gives each thread one row group
BYTES_IN_MEMORY = 16 * 2**20  # Arrow columns that wait, over all tables; as many are on their way
SCRATCH = ".scratch"

Rows = list[Mapping[str, Any]]


class _TableFile:
    """The Parquet file of one table of a batch; its folder is made with the first row group."""

    def __init__(
        self, table: Table, folder: Path, batch_id: str, at: datetime, aside: "Aside"
    ) -> None:
        self.table, self.folder, self._aside = table, folder, aside
        self.rows = self.bytes = 0
        self._names = frozenset(table.schema.names)
        self._stamp = {"_batch_id": batch_id, "_extracted_at": at}
        self._pending: Rows = []
        self._shapes: set[tuple[str, ...]] = set()  # the columns that pending rows have, in order
        self._columns: list[pa.RecordBatch] = []
        self._waiting = 0
        self._writer: pq.ParquetWriter | None = None

    def append(self, rows: Rows) -> None:
        """Take `rows`; a key that is no column raises `KeyError`."""
        self._shapes.update(map(tuple, rows))
        self._check(set().union(*self._shapes))
        self._pending += rows
        self.rows += len(rows)
        if len(self._pending) >= ROWS_PER_FLUSH:
            self._turn()

    def append_columns(self, columns: Mapping[str, Sequence[Any]], count: int) -> None:
        """Take `count` rows as columns; a name that is no column raises `KeyError`."""
        self._check(columns)
        self._turn()
        self.rows += count
        self._keep(columns, count)

    def flush(self) -> None:
        """Write what waits as one row group."""
        self._turn()
        if not self._columns:
            return
        if self._writer is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._writer = pq.ParquetWriter(
                self.folder / "part-0.parquet",
                self.table.schema,
                compression="zstd",
                use_dictionary=_repetitive(self.table),
            )
        self._aside.run(partial(_write, self._writer, pa.Table.from_batches(self._columns)))
        self._columns, self.bytes, self._waiting = [], 0, 0

    def close(self) -> bool:
        """Write the rest; tell whether there is a file at all."""
        self.flush()
        self._aside.wait()
        return self.discard()

    def discard(self) -> bool:
        """Close the file as it is; tell whether there is one."""
        if self._writer is None:
            return False
        self._writer.close()
        return True

    def _turn(self) -> None:
        """Turn the rows that wait into columns."""
        rows, self._pending = self._pending, []
        if rows:
            self._keep(self._given(rows), len(rows))

    def _keep(self, given: Mapping[str, Iterable[Any]], count: int) -> None:
        """Keep the last `count` rows as columns, and write when there is a group of them."""
        first = self.rows - count
        columns = [self._column(field, given, count, first) for field in self.table.schema]
        batch = pa.RecordBatch.from_arrays(columns, schema=self.table.schema)
        self._columns.append(batch)
        self.bytes += batch.nbytes
        self._waiting += count
        if self._waiting >= ROWS_PER_GROUP:
            self.flush()

    def _check(self, names: Iterable[str]) -> None:
        unknown = self._names.union(names) - self._names
        if unknown:
            raise KeyError(f"{self.table.source}.{self.table.name} has no column {sorted(unknown)}")

    def _given(self, rows: Rows) -> dict[str, Iterable[Any]]:
        """Return the values of `rows` by column."""
        shapes, self._shapes = self._shapes, set()
        if len(shapes) == 1:  # as rows of one function are: no look-up for each value
            values = zip(*[row.values() for row in rows], strict=True)
            return dict(zip(shapes.pop(), values, strict=True))
        return {name: [row.get(name) for row in rows] for name in set().union(*shapes)}

    def _column(
        self, field: pa.Field, given: Mapping[str, Iterable[Any]], count: int, first: int
    ) -> pa.Array:
        name = field.name
        if name in self._stamp:
            return pa.repeat(pa.scalar(self._stamp[name], field.type), count)
        if name == "_row_number":
            return pa.array(range(first, first + count), field.type)
        if name not in given:
            return pa.nulls(count, field.type)
        return pa.array(given[name], field.type)


def _write(writer: pq.ParquetWriter, group: pa.Table) -> None:
    writer.write_table(group, row_group_size=max(1, group.num_rows))
    del group
    pa.default_memory_pool().release_unused()  # or it is kept for the next group, a minute off


class BatchWriter:
    """Collects the rows of one batch; nothing is visible until it is committed.

    `watermark_after` is what the next run starts from. A long read calls `checkpoint` wherever
    that holds for the rows so far: they are committed as a batch, and the writer goes on with the
    next one.
    """

    def __init__(
        self,
        root: Path,
        source: str,
        before: Mapping[str, Any],
        begin: Callable[[], tuple[str, datetime]],
        commit: Callable[["BatchWriter"], None],
    ) -> None:
        self.watermark_before = dict(before)
        self.watermark_after: dict[str, Any] = dict(before)
        self.checkpoints = 0
        self._root, self._source = root, source
        self._begin, self._commit = begin, commit
        self._files: dict[str, _TableFile] = {}
        self._earlier: dict[str, int] = {}
        self._aside = Aside()
        self.batch_id, self._at = begin()

    def write(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> int:
        """Append `rows` (mappings by column name) to `table`; return how many.

        A key that is no column of `table` raises `KeyError`: a misspelt name is never dropped.
        """
        file = self._files.get(table.name) or self._open(table)
        count, each = 0, iter(rows)
        while chunk := list(islice(each, ROWS_PER_FLUSH)):
            file.append(chunk)
            count += len(chunk)
            self._relieve()
        return count

    def write_columns(self, table: Table, columns: Mapping[str, Sequence[Any]]) -> int:
        """Append rows that come as columns of one length to `table`; return how many.

        A name that is no column of `table` raises `KeyError`, columns of two lengths `ValueError`.
        """
        count, *others = {len(values) for values in columns.values()}
        if others:
            raise ValueError(f"columns of {table.source}.{table.name} differ in length")
        (self._files.get(table.name) or self._open(table)).append_columns(columns, count)
        self._relieve()
        return count

    def rows(self, table: Table) -> int:
        """Return the number of rows written to `table` so far, checkpoints included."""
        file = self._files.get(table.name)
        return self._earlier.get(table.name, 0) + (file.rows if file else 0)

    @property
    def batch_rows(self) -> int:
        """Return the number of rows that the next commit will hold."""
        return sum(file.rows for file in self._files.values())

    def checkpoint(self) -> None:
        """Commit what was written with `watermark_after`, and go on with another batch."""
        self._commit(self)
        self.checkpoints += 1
        for name, file in self._files.items():
            self._earlier[name] = self._earlier.get(name, 0) + file.rows
        self._files = {}
        shutil.rmtree(self._scratch, ignore_errors=True)
        self.watermark_before = deepcopy(self.watermark_after)
        self.batch_id, self._at = self._begin()

    def finish(self) -> tuple[LandedTable, ...]:
        """Close the files and move each table's folder into place."""
        landed = []
        for name, file in sorted(self._files.items()):
            files: tuple[LandedFile, ...] = ()
            if file.close():
                target = self._root / self._source / name / f"batch={self.batch_id}"
                target.parent.mkdir(parents=True, exist_ok=True)
                file.folder.rename(target)
                files = tuple(_described(self._root, path) for path in sorted(target.iterdir()))
            landed.append(LandedTable(name, file.rows, file.table.version, files))
        return tuple(landed)

    def abandon(self) -> None:
        """Throw away what was not committed."""
        with suppress(OSError, pa.ArrowException):  # the batch is lost for another reason already
            self._aside.wait()
        for file in self._files.values():
            file.discard()
        shutil.rmtree(self._scratch, ignore_errors=True)

    @property
    def _scratch(self) -> Path:
        return self._root / self._source / SCRATCH / self.batch_id

    def _open(self, table: Table) -> _TableFile:
        file = _TableFile(table, self._scratch / table.name, self.batch_id, self._at, self._aside)
        return self._files.setdefault(table.name, file)

    def _relieve(self) -> None:
        """Write the largest table's columns while all together hold too much."""
        if sum(file.bytes for file in self._files.values()) > BYTES_IN_MEMORY:
            max(self._files.values(), key=lambda file: file.bytes).flush()


def _repetitive(table: Table) -> list[str]:
    """Return the columns worth a dictionary: what names rows, counts or dates hardly repeats."""
    return [
        field.name
        for field in table.schema
        if pa.types.is_string(field.type) and field.name not in table.key
    ]


def _described(root: Path, path: Path) -> LandedFile:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return LandedFile(str(path.relative_to(root)), pq.read_metadata(path).num_rows, digest)
