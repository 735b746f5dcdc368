"""Write one file's rows, its rejects and its rows of `files` into a batch."""

import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from extractors.files.arrivals import Copy
from extractors.files.cells import UnreadableFileError
from extractors.files.feed import FileFeed
from extractors.files.mapping import Reject, TableReader
from extractors.landing import BatchWriter

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Problem:
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


def refuse(feed: FileFeed, writer: BatchWriter, name: str, problems: Sequence[Problem]) -> None:
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


def deliver(
    feed: FileFeed, writer: BatchWriter, name: str, copy: Copy, readers: Sequence[TableReader]
) -> tuple[str, ...]:
    """Land the rows, the rejects and one row of `files` a canonical table; return the tables taken.

    A table of which no row could be read is not taken: what the file said before stays current.
    """
    taken = []
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
        taken.append(table)
    return tuple(taken)


def withdraw(
    feed: FileFeed,
    writer: BatchWriter,
    name: str,
    sha256: str | None,
    tables: Iterable[str],
    counts_in: str | None,
) -> None:
    """Note that the file says nothing of `tables` from now on; `counts_in` names who says it."""
    for table in tables:
        said = {
            "file_name": name,
            "sha256": sha256,
            "table_name": table,
            "rows_read": 0,
            "rows_rejected": 0,
            "unmapped_columns": "[]",
            "counts_in": counts_in,
        }
        writer.write(feed.own("files"), [said])


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
