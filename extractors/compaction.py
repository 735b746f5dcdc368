"""Compact the landing: many small files of a source become few large ones, the same row for row.

Nothing is dropped, superseded rows included: the landing is the evidence. What changes is where
the rows stand. The base's manifest, put in place by one rename, retires the files and manifests
of the batches it stands for; a reader lists either those or the base, never both and never
neither. Retired files stay until the next night, for readers that listed them before.

A file that is large already is never written again: the base names it where it is. So a
compaction costs what gathered since the last one, not what gathered since the first night.
"""

import gzip
import logging
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import zip_longest
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from extractors.batch_writer import SCRATCH
from extractors.damage import DamagedLandingError
from extractors.durable import sha256, sync, write_atomically
from extractors.landing import Landing
from pmo.clock import wall_time
from pmo.manifests import (
    BASE,
    HISTORY,
    MANIFESTS,
    Base,
    LandedFile,
    LandedTable,
    Live,
    Retired,
    listed,
    live,
)

log = logging.getLogger(__name__)

LARGE_BYTES = 256 * 1024**2  # a file of the base grows to this size, then it rests
ROWS_PER_GROUP = 100_000
ROWS_PER_READ = 2_000  # wide rows carry kilobytes of JSON each
BYTES_PER_GROUP = 16 * 1024**2  # in memory


def compact_if_due(landing: Landing, source: str, after_batches: int) -> Base | None:
    """Compact `source` if more than `after_batches` have gathered since it last was."""
    _, batches = listed(landing.root, source)
    return compact(landing, source) if len(batches) > after_batches else None


def compact(landing: Landing, source: str) -> Base | None:
    """Fold every batch but the newest into the base; None if there is none to fold.

    The newest stays as it is: its manifest is the watermark. Raises `DamagedLandingError`, and
    changes nothing, when a file is not what its manifest says; `BusySourceError`.
    """
    with landing.locked(source):
        now = live(landing.root, source)
        if len(now.batches) < 2:
            return None
        base = _Compaction(landing.root, now, wall_time()).run()
    log.info(
        "compacted %s: %s batches in %s files",
        source,
        len(base.batches),
        sum(len(table.files) for table in base.tables),
    )
    return base


class _Compaction:
    """One compaction of what is `live`, without its newest batch."""

    def __init__(self, root: Path, now: Live, at: datetime) -> None:
        self._root, self._source, self._at = root, now.source, at
        self._before = now.base
        self._folded = now.batches[:-1]
        self._live = replace(now, batches=self._folded)
        self._id = self._folded[-1].batch_id
        self._scratch = root / now.source / SCRATCH / f"base={self._id}"

    def run(self) -> Base:
        """Write the files, then the history, and the base's manifest last."""
        try:
            tables = tuple(self._table(name) for name in self._names())
            self._move_into_place()
        finally:
            shutil.rmtree(self._scratch.parent, ignore_errors=True)
        history = self._write_history()
        base = Base(
            source=self._source,
            batch_id=self._id,
            compacted_at=self._at,
            batches=tuple(self._live.lines),
            tables=tables,
            history=history,
            retired=self._retired(tables),
        )
        write_atomically(self._manifest(f"{BASE}{self._id}"), base.to_json().encode())
        return base

    def _names(self) -> list[str]:
        return sorted({table.table for table in self._live.tables if table.files})

    def _manifest(self, name: str) -> Path:
        return self._root / self._source / MANIFESTS / f"{name}.json"

    def _table(self, name: str) -> LandedTable:
        files: list[LandedFile] = []
        for run in _runs(self._root, self._live.files(name)):
            files.append(run[0] if len(run) == 1 else self._merged(name, run, len(files)))
        versions = [each.schema_version for each in self._live.tables if each.table == name]
        return LandedTable(name, sum(each.rows for each in files), max(versions), tuple(files))

    def _merged(self, table: str, run: Sequence[LandedFile], number: int) -> LandedFile:
        """Write the rows of `run` into one file of the scratch folder, and read it again."""
        path = self._scratch / table / f"part-{number}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        sources = [self._root / file.path for file in run]
        schema = _united([pq.read_schema(each) for each in sources])
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            for chunk in _chunks(sources, schema):
                writer.write_table(chunk, row_group_size=len(chunk))
        _compare(path, _chunks(sources, schema))
        sync(path)
        target = Path(self._source, table, f"base={self._id}", path.name)
        return LandedFile(str(target), sum(each.rows for each in run), sha256(path))

    def _move_into_place(self) -> None:
        for folder in sorted(self._scratch.glob("*")):
            target = self._root / self._source / folder.name / f"base={self._id}"
            sync(folder)
            folder.rename(target)
            sync(target.parent)

    def _write_history(self) -> tuple[str, ...]:
        """Gather the manifests that the base stands for, one a line."""
        name = f"{self._source}/{HISTORY}/{self._id}.jsonl.gz"
        lines = [each.to_line() for each in self._folded]
        write_atomically(self._root / name, gzip.compress(b"\n".join(lines), mtime=0))
        return (*(self._before.history if self._before else ()), name)

    def _retired(self, tables: Sequence[LandedTable]) -> tuple[Retired, ...]:
        """Return what was retired before and is still there, and what the base retires."""
        stay = {file.path for table in tables for file in table.files}
        before = self._before.retired if self._before else ()
        files = {file.path for table in self._live.tables for file in table.files}
        manifests = [self._manifest(each.batch_id) for each in self._folded]
        if self._before:
            manifests.append(self._manifest(f"{BASE}{self._before.batch_id}"))
        paths = [*sorted(files - stay), *(str(each.relative_to(self._root)) for each in manifests)]
        return (
            *(each for each in before if (self._root / each.path).exists()),
            *(Retired(path, self._at) for path in paths),
        )


def _runs(root: Path, files: Sequence[LandedFile]) -> list[list[LandedFile]]:
    """Part `files` into neighbours that become one file; a run of one stays as it is.

    A run holds at most `LARGE_BYTES`, and no column in two types. All but large files are held
    to what their manifest says of them.
    """
    runs: list[list[LandedFile]] = []
    size, types = LARGE_BYTES, dict[str, pa.DataType]()
    for file in files:
        path = root / file.path
        if not path.exists():
            raise DamagedLandingError(f"{path} is gone, but a manifest names it; {_RESTORE}")
        more = path.stat().st_size
        schema = _schema(path, file) if more < LARGE_BYTES else ()
        columns = {each.name: each.type for each in schema}
        fits = all(types.get(name, kind) == kind for name, kind in columns.items())
        if size + more > LARGE_BYTES or not fits:
            runs.append([])
            size, types = 0, {}
        runs[-1].append(file)
        size += more
        types |= columns
    return runs


_RESTORE = (
    "nothing was compacted. Restore the file from a backup (docs/operations.md, What to back up)"
)


def _schema(path: Path, file: LandedFile) -> pa.Schema:
    """Return the columns of a file that is what its manifest says."""
    found = sha256(path)
    if found != file.sha256:
        raise DamagedLandingError(
            f"{path} has the SHA-256 {found}, its manifest says {file.sha256}: it was changed or "
            f"damaged after it landed; {_RESTORE}"
        )
    rows = pq.read_metadata(path).num_rows
    if rows != file.rows:
        raise DamagedLandingError(
            f"{path} holds {rows} rows, its manifest says {file.rows}; {_RESTORE}"
        )
    return pq.read_schema(path)


def _united(schemas: Sequence[pa.Schema]) -> pa.Schema:
    """Return the columns of all versions, the newest version's first."""
    fields: dict[str, pa.Field] = {}
    for schema in reversed(schemas):
        for each in schema:
            fields.setdefault(each.name, each.remove_metadata())
    everywhere = set.intersection(*(set(schema.names) for schema in schemas))
    optional = {each.name for schema in schemas for each in schema if each.nullable}
    return pa.schema(
        [
            each.with_nullable(name in optional or name not in everywhere)
            for name, each in fields.items()
        ]
    )


def _chunks(paths: Sequence[Path], schema: pa.Schema) -> Iterator[pa.Table]:
    """Yield the rows of `paths` in order, as tables of `schema` that fill a row group."""
    pending: list[pa.RecordBatch] = []
    rows = size = 0
    for path in paths:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(ROWS_PER_READ, use_threads=False):
                pending.append(_aligned(batch, schema))
                rows, size = rows + len(batch), size + batch.nbytes
                if rows >= ROWS_PER_GROUP or size >= BYTES_PER_GROUP:
                    yield pa.Table.from_batches(pending, schema)
                    pending, rows, size = [], 0, 0
    if pending:
        yield pa.Table.from_batches(pending, schema)


def _aligned(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """Return `batch` with the columns of `schema`; what its version lacks is null."""
    have = set(batch.schema.names)
    columns = [
        batch.column(each.name) if each.name in have else pa.nulls(len(batch), each.type)
        for each in schema
    ]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _compare(path: Path, expected: Iterator[pa.Table]) -> None:
    """Read `path` again and hold it to what should be in it, row for row."""
    with pq.ParquetFile(path) as file:
        groups = (file.read_row_group(number) for number in range(file.num_row_groups))
        for found, wanted in zip_longest(groups, expected):
            if found is None or wanted is None or not found.equals(wanted):
                raise DamagedLandingError(
                    f"{path} does not read as it was written: the disk or its memory is failing; "
                    "nothing was compacted"
                )
