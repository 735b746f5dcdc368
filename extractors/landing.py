"""Write batches of rows to the append-only landing.

The order of writes is what a maintainer must not break: data files first, under a scratch name
that no reader sees, renamed into place; the manifest last, by one atomic rename. A process
killed anywhere in between leaves data without a manifest, which no reader counts and the next
batch of the same source sweeps away.
"""

import logging
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from extractors.batch_writer import SCRATCH, BatchWriter
from extractors.table import Table
from pmo.clock import Clock, wall_time
from pmo.errors import OperatorError
from pmo.manifests import MANIFESTS, Batch, committed

__all__ = ["BatchWriter", "BusySourceError", "Landing", "Table"]

log = logging.getLogger(__name__)

PREPARED = "0"  # batch id of the empty file that every table has, before all real ones


class BusySourceError(OperatorError):
    """Another process is landing the same source right now."""


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


def _write_atomically(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.tmp")
    with scratch.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    scratch.replace(path)
