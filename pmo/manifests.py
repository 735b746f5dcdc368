"""The landing's one truth: a batch exists when its manifest does.

Layout, below the landing root:

    <source>/manifests/<batch_id>.json          one commit over all tables of the batch
    <source>/manifests/base-<batch_id>.json     stands for every batch up to that one
    <source>/<table>/batch=0/v*.parquet         the empty file that every table has
    <source>/<table>/batch=<batch_id>/*.parquet data of a batch
    <source>/<table>/base=<batch_id>/*.parquet  data of many batches, compacted
    <source>/history/<batch_id>.jsonl.gz        the manifests of those batches, as they were

What counts follows from one listing of `manifests`: the newest base, and the batches after it.
Files are never changed once they are named, so a reader that has its list of files keeps it.
The watermark is the last committed manifest's; there is no second state that can disagree.
Batch ids sort by the time they were begun.
"""

import gzip
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import msgspec

MANIFESTS = "manifests"
HISTORY = "history"
BASE = "base-"
PREPARED = "0"  # batch id of the empty file that every table has, before all real ones


@dataclass(frozen=True)
class LandedFile:
    """One Parquet file; `path` is relative to the landing root."""

    path: str
    rows: int
    sha256: str


@dataclass(frozen=True)
class LandedTable:
    """What a batch landed in one table, or what a base holds of it."""

    table: str
    rows: int
    schema_version: int
    files: tuple[LandedFile, ...]


@dataclass(frozen=True)
class _Manifest:
    """JSON with sorted keys, so that the same batch gives the same bytes."""

    def to_json(self) -> str:
        """Serialise for a person to read."""
        return msgspec.json.format(self.to_line(), indent=1).decode()

    def to_line(self) -> bytes:
        """Serialise into one line."""
        return msgspec.json.encode(self, order="sorted")

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Parse what `to_json` wrote."""
        return msgspec.json.decode(text, type=cls)


@dataclass(frozen=True)
class Batch(_Manifest):
    """A committed batch: what landed, when, and the watermarks before and after it.

    `complete` is false for a checkpoint: the run that landed it had more to read.
    """

    source: str
    batch_id: str
    extracted_at: datetime
    watermark_before: dict[str, Any] = field(default_factory=dict)
    watermark_after: dict[str, Any] = field(default_factory=dict)
    tables: tuple[LandedTable, ...] = ()
    complete: bool = True

    @property
    def rows(self) -> int:
        """Rows landed over all tables."""
        return sum(table.rows for table in self.tables)

    def rows_of(self, table: str) -> int:
        """Rows landed in `table`, 0 if the batch has none."""
        return sum(each.rows for each in self.tables if each.table == table)


@dataclass(frozen=True)
class BatchLine:
    """A batch in one line."""

    batch_id: str
    extracted_at: datetime
    rows: int
    complete: bool = True


@dataclass(frozen=True)
class Retired:
    """A file that something newer stands for; `path` is relative to the landing root."""

    path: str
    at: datetime


@dataclass(frozen=True)
class Base(_Manifest):
    """What compaction made of every batch up to `batch_id`, which it stands for."""

    source: str
    batch_id: str
    compacted_at: datetime
    batches: tuple[BatchLine, ...]
    tables: tuple[LandedTable, ...]
    history: tuple[str, ...] = ()
    retired: tuple[Retired, ...] = ()


@dataclass(frozen=True)
class Live:
    """What counts of one source: its newest base, and the batches after it, oldest first."""

    landing: Path
    source: str
    base: Base | None = None
    batches: tuple[Batch, ...] = ()

    @property
    def lines(self) -> list[BatchLine]:
        """Every committed batch in one line, oldest first."""
        recent = [
            BatchLine(each.batch_id, each.extracted_at, each.rows, each.complete)
            for each in self.batches
        ]
        return [*(self.base.batches if self.base else ()), *recent]

    @property
    def rows(self) -> int:
        """Rows of all committed batches."""
        return sum(each.rows for each in self.lines)

    @property
    def tables(self) -> list[LandedTable]:
        """What the base and each batch hold of every table."""
        own = [table for batch in self.batches for table in batch.tables]
        return [*(self.base.tables if self.base else ()), *own]

    def files(self, table: str) -> list[LandedFile]:
        """Return the files that hold the rows of `table`, oldest batch first."""
        return [file for each in self.tables if each.table == table for file in each.files]

    def paths(self, table: str) -> list[Path]:
        """Return the Parquet files of `table`, those first that are empty and give its columns."""
        folder = self.landing / self.source / table / f"batch={PREPARED}"
        return [
            *sorted(folder.glob("v*.parquet")),
            *(self.landing / file.path for file in self.files(table)),
        ]


def listed(landing: Path, source: str) -> tuple[str | None, list[str]]:
    """Return the id of the newest base of `source`, and the batch ids after it, oldest first."""
    names = [path.stem for path in (landing / source / MANIFESTS).glob("[!.]*.json")]
    base = max((each for each in names if each.startswith(BASE)), default=BASE).removeprefix(BASE)
    return base or None, sorted(each for each in names if each[0].isdigit() and each > base)


def live(landing: Path, source: str) -> Live:
    """Return what counts of `source` at this moment."""
    base, batches = listed(landing, source)
    return Live(
        landing,
        source,
        read_base(landing, source, base) if base else None,
        tuple(read_batch(landing, source, each) for each in batches),
    )


def live_files(landing: Path, source: str, table: str) -> list[Path]:
    """Return the Parquet files that together hold every committed row of a table, once each.

    Read them with columns united by name. The first are empty and give the columns. They may be
    read for a day, whatever happens to the landing meanwhile.
    """
    return live(landing, source).paths(table)


def last(landing: Path, source: str) -> Batch | None:
    """Return the last committed batch of `source`; opens one manifest, however many there are."""
    _, batches = listed(landing, source)
    return read_batch(landing, source, batches[-1]) if batches else None


def committed(landing: Path, source: str) -> list[Batch]:
    """Return every committed batch of `source` as it was landed, oldest first.

    The files of batches that a base stands for may be gone: `live` says where their rows are.
    """
    found = live(landing, source)
    history = found.base.history if found.base else ()
    old = [
        Batch.from_json(line)
        for name in history
        for line in gzip.decompress((landing / name).read_bytes()).splitlines()
    ]
    return [*old, *found.batches]


def read_batch(landing: Path, source: str, batch_id: str) -> Batch:
    """Read the manifest of one batch."""
    return Batch.from_json((landing / source / MANIFESTS / f"{batch_id}.json").read_bytes())


def read_base(landing: Path, source: str, batch_id: str) -> Base:
    """Read the manifest of the base that stands for every batch up to `batch_id`."""
    return Base.from_json((landing / source / MANIFESTS / f"{BASE}{batch_id}.json").read_bytes())


def sources(landing: Path) -> list[str]:
    """Return the names of the sources that have ever been prepared in `landing`."""
    return sorted(path.parent.name for path in landing.glob(f"*/{MANIFESTS}"))
