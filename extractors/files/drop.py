"""Land what lies in a source's drop folder: one batch, each new or changed file once.

A file is taken whole or not at all. One that cannot be used writes its reason to `rejects` and
nothing to `files`, so what it said before stays current (readers take the newest delivery of each
file and table), and its reject holds until a delivery under its name is read. A file is read again
when it, a layout or a canonical table has changed; one that is taken away keeps what it said.
"""

import json
import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors.files.arrivals import Arrival, Copy, arrivals, copied, sha256_of
from extractors.files.cells import UnreadableFileError
from extractors.files.feed import FileFeed
from extractors.files.layouts import fingerprint
from extractors.files.mapping import Reject, TableReader
from extractors.files.placement import place
from extractors.landing import BatchWriter, Landing
from pmo.manifests import Batch

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Problem:
    """Why a file is not taken, and which table and sheet of it found that out."""

    error: UnreadableFileError
    table: str | None = None
    sheet: str | None = None


@dataclass
class _Count:
    """Rows of one canonical table that one file delivered."""

    layout: str
    encoding: str | None
    read: int = 0
    rejected: int = 0


def land_drop(feed: FileFeed, landing: Landing, drop: Path) -> Batch:
    """Land every file below `drop` that is new or changed, as one committed batch.

    A missing folder or file means "not kept here": the batch is empty and nothing fails.
    """
    with landing.batch(feed.source, feed.tables) as writer:
        fill_from_drop(feed, writer, drop)
    committed = landing.last(feed.source)
    if committed is None:
        raise RuntimeError(f"the batch of {feed.source} was not committed")
    return committed


def fill_from_drop(feed: FileFeed, writer: BatchWriter, drop: Path) -> None:
    """Write every file below `drop` that is new or changed into a batch that is open."""
    rules = fingerprint(feed.layouts, feed.file_tables)
    for arrival in arrivals(drop):
        _land(feed, writer, arrival, rules)


def _land(feed: FileFeed, writer: BatchWriter, arrival: Arrival, rules: str) -> None:
    name = arrival.name
    with ExitStack() as stack:
        try:
            known = {"sha256": sha256_of(arrival.path), "read_by": rules}
            if writer.watermark_before.get(name) == known:
                return
            copy = stack.enter_context(copied(arrival))
        except OSError as error:
            _refuse(feed, writer, name, [_unopened(name, error)])
            return
        if copy is None:
            return
        readers, problems = _readers(feed, copy, name)
        if problems:
            _refuse(feed, writer, name, problems)
        else:
            _deliver(feed, writer, name, copy, readers)
        writer.watermark_after[name] = {"sha256": copy.sha256, "read_by": rules}


def _unopened(name: str, error: OSError) -> _Problem:
    return _Problem(
        UnreadableFileError(
            f"{name} cannot be opened: {error.strerror or error}",
            "check that it is still there and that the warehouse's account may read it",
        )
    )


def _readers(feed: FileFeed, copy: Copy, name: str) -> tuple[list[TableReader], list[_Problem]]:
    """Open all that the file delivers, to its end, and all that is wrong with it as a whole."""
    readers: list[TableReader] = []
    problems: list[_Problem] = []
    try:
        deliveries = place(copy.path, name, feed.layouts, feed.file_tables, feed.formats)
    except UnreadableFileError as error:
        return [], [_Problem(error)]
    for delivery in deliveries:
        try:
            readers.append(TableReader(delivery))
        except UnreadableFileError as error:
            problems.append(_Problem(error, delivery.table.name, delivery.sheet.name))
    return readers, problems


def _refuse(feed: FileFeed, writer: BatchWriter, name: str, problems: Sequence[_Problem]) -> None:
    """Note that nothing of the file was taken, and why."""
    for each in problems:
        error, sheet = each.error, f" sheet {each.sheet!r}" if each.sheet else ""
        reason = error.reason if name in error.reason else f"{name}{sheet}: {error.reason}"
        log.warning("%s: %s; %s", feed.source, reason, error.fix)
        reject = {
            "table_name": each.table,
            "column_name": error.column,
            "value": error.value,
            "reason": reason,
            "fix": error.fix,
            "_source_file": name,
            "_source_sheet": each.sheet,
            "_source_row": error.row,
        }
        writer.write(feed.own("rejects"), [reject])


def _deliver(
    feed: FileFeed, writer: BatchWriter, name: str, copy: Copy, readers: Sequence[TableReader]
) -> None:
    """Land the rows, the rejects and one row of `files` a canonical table."""
    counts: dict[str, _Count] = {}
    landed: dict[str, int] = defaultdict(int)
    unmapped: dict[str, set[str]] = defaultdict(set)
    for reader in readers:
        delivery = reader.delivery
        if reader.unknown:
            log.warning(
                "%s %s: no column of %s is called %s; kept in `extra`",
                *(feed.source, name, delivery.table.name, ", ".join(reader.unknown)),
            )
            unmapped[delivery.table.name].update(reader.unknown)
        encoding = delivery.sheet.encoding
        count = counts.setdefault(delivery.table.name, _Count(delivery.layout_name, encoding))
        rows = _split(feed, writer, name, reader, count)
        landed[delivery.table.name] += writer.write(delivery.table.table, rows)
    for table, count in counts.items():
        log.info(
            "%s %s: %s rows of %s, %s rejected",
            *(feed.source, name, landed[table], table, count.rejected),
        )
        if landed[table] == 0 and count.rejected:
            log.warning(
                "%s %s: no row of %s could be read; what it said before stays current",
                *(feed.source, name, table),
            )
            continue
        seen = {
            "file_name": name,
            "sha256": copy.sha256,
            "bytes": copy.size,
            "modified_at": copy.modified_at,
            "table_name": table,
            "layout": count.layout,
            "encoding": count.encoding,
            "rows_read": count.read,
            "rows_rejected": count.rejected,
            "unmapped_columns": json.dumps(sorted(unmapped[table]), ensure_ascii=False),
        }
        writer.write(feed.own("files"), [seen])


def _split(
    feed: FileFeed, writer: BatchWriter, name: str, reader: TableReader, count: _Count
) -> Iterator[dict[str, Any]]:
    """Yield the rows that can land; write the others to `rejects` as they come."""
    sheet, table = reader.delivery.sheet.name, reader.delivery.table.name
    for row in reader.read():
        count.read += 1
        place_of_row = {"_source_file": name, "_source_sheet": sheet}
        if isinstance(row, Reject):
            count.rejected += 1
            reject = {
                "table_name": table,
                "column_name": row.column,
                "value": row.value,
                "reason": row.reason,
                "fix": row.fix,
                "row_json": row.row_json,
                "_source_row": row.row,
            }
            writer.write(feed.own("rejects"), [reject | place_of_row])
        else:
            yield row | place_of_row
