"""Write batches of rows to the append-only landing.

The order of writes is what a maintainer must not break: data files first, under a scratch name
that no reader sees, renamed into place; the manifest last, by one atomic rename. A process
killed anywhere in between leaves data without a manifest, which no reader counts and the next
batch of the same source sweeps away.
"""

import logging
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from extractors.batch_writer import SCRATCH, BatchWriter
from extractors.durable import sync, write_atomically
from extractors.sweeping import sweep
from extractors.table import Table
from pmo.clock import Clock, wall_time
from pmo.errors import OperatorError
from pmo.manifests import MANIFESTS, PREPARED, Batch, last

__all__ = ["BatchWriter", "BusySourceError", "Landing", "Table"]

log = logging.getLogger(__name__)

ID_TIME = "%Y%m%dT%H%M%S%fZ"


class BusySourceError(OperatorError):
    """Another process is landing the same source right now."""


class Landing:
    """The landing below `root`, seen with `clock` (`_extracted_at` is the clock's now)."""

    def __init__(self, root: Path, clock: Clock) -> None:
        self.root = root
        self.clock = clock

    def watermark(self, source: str) -> dict[str, Any]:
        """Return the last committed watermark of `source`, empty before the first batch."""
        batch = self.last(source)
        return dict(batch.watermark_after) if batch else {}

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
    def locked(self, source: str) -> Iterator[None]:
        """Hold the lock of `source`, cleared of what killed runs left behind.

        Raises `BusySourceError` when another process holds it.
        """
        lock = self.root / source / ".lock"
        lock.parent.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(lock, timeout=0):
                sweep(self.root, source, wall_time())
                yield
        except Timeout:
            raise BusySourceError(
                f"another process is landing {source!r} (lock {lock}); "
                "wait for it to end and run again"
            ) from None

    @contextmanager
    def batch(self, source: str, tables: Sequence[Table]) -> Iterator[BatchWriter]:
        """Yield a writer for one batch over `tables`; commit when the block ends, else nothing.

        What the writer's `checkpoint` committed on the way stays, marked as not complete.
        Raises `BusySourceError` when another process is landing `source`.
        """
        self.prepare(tables)
        with self.locked(source):
            before = self.last(source)
            latest = before.batch_id if before else ""

            def begin() -> tuple[str, datetime]:
                nonlocal latest
                latest = _new_batch_id(latest)
                return latest, self.clock.now()

            watermark = before.watermark_after if before else {}
            checkpoint = partial(self._commit, source, complete=False)
            writer = BatchWriter(self.root, source, watermark, begin, checkpoint)
            try:
                yield writer
                self._commit(source, writer, complete=True)
            except BaseException:
                writer.abandon()
                raise
            shutil.rmtree(self.root / source / SCRATCH, ignore_errors=True)

    def _commit(self, source: str, writer: BatchWriter, *, complete: bool) -> None:
        """Move the data into place, then the manifest by one rename."""
        manifest = Batch(
            source=source,
            batch_id=writer.batch_id,
            extracted_at=self.clock.now(),
            watermark_before=writer.watermark_before,
            watermark_after=writer.watermark_after,
            tables=writer.finish(),
            complete=complete,
        )
        for table in manifest.tables:
            for file in table.files:
                sync(self.root / file.path)
                sync((self.root / file.path).parent)
        path = self.root / source / MANIFESTS / f"{manifest.batch_id}.json"
        write_atomically(path, manifest.to_json().encode())
        log.info(
            "landed %s rows of %s in batch %s%s",
            f"{manifest.rows:,}",
            source,
            manifest.batch_id,
            "" if complete else "; a checkpoint, for there is more to read",
        )

    def last(self, source: str) -> Batch | None:
        """Return the last committed batch of `source`."""
        return last(self.root, source)


def _new_batch_id(before: str) -> str:
    """Return an id that sorts after `before`, also when the machine's clock was set back."""
    moment = wall_time()
    if before:
        stamp = before.partition("-")[0]
        previous = datetime.strptime(stamp, ID_TIME).replace(tzinfo=UTC)
        moment = max(moment, previous + timedelta(microseconds=1))
    return f"{moment:{ID_TIME}}-{secrets.token_hex(2)}"
