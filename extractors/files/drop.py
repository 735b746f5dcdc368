"""Land what lies in a source's drop folder: each new or changed file once.

A file is taken whole or not at all. One that cannot be used writes its reason to `rejects` and
nothing to `files`, so what it said before stays current (readers take the newest delivery of each
file and table), and its reject holds until a delivery under its name is read. A file is read again
when it, a layout or a canonical table has changed; one that is taken away keeps what it said.

Files of one layout with `period` land in the order of their periods, each in a batch of its own,
so that of a key the latest period counts; a file whose period has a newer file is withdrawn.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from extractors.files.arrivals import Arrival, Copy, arrivals, copied, sha256_of
from extractors.files.cells import UnreadableFileError
from extractors.files.delivery import Problem, deliver, refuse, withdraw
from extractors.files.feed import FileFeed
from extractors.files.layouts import fingerprint
from extractors.files.mapping import TableReader
from extractors.files.periods import Periods, named_periods, periods_of, replaced
from extractors.files.placement import leads_to, place
from extractors.files.seen import Seen
from extractors.landing import BatchWriter, Landing
from pmo.manifests import Batch

log = logging.getLogger(__name__)


def land_drop(feed: FileFeed, landing: Landing, drop: Path) -> Batch:
    """Land every file below `drop` that is new or changed; return the last committed batch.

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
    night = _Night(feed, writer)
    present = list(arrivals(drop))
    for arrival in night.changed(present):
        night.land(arrival)
    for arrival in night.overtaken(present):
        night.land(arrival)


class _Night:
    """One pass over a drop folder."""

    def __init__(self, feed: FileFeed, writer: BatchWriter) -> None:
        self._feed, self._writer = feed, writer
        self._rules = fingerprint((*feed.layouts, *feed.built_in), feed.file_tables)
        self._seen = Seen(writer.watermark_after)
        self._in_batch: set[str] = set()  # layouts with a period of which this batch has a file
        self._landed: list[tuple[str, Periods]] = []

    def changed(self, present: Sequence[Arrival]) -> list[Arrival]:
        """Return what has to be read: by period, of one period by age, else by name."""
        found = []
        for arrival in present:
            try:
                sha256 = sha256_of(arrival.path)
                if not self._seen.is_known(arrival.name, sha256, self._rules):
                    found.append((self._order(arrival, sha256), arrival))
            except OSError as error:
                refuse(self._feed, self._writer, arrival.name, [_unopened(arrival.name, error)])
        return [arrival for _, arrival in sorted(found, key=lambda each: each[0])]

    def _order(self, arrival: Arrival, sha256: str) -> tuple[str, str, int, str]:
        entry = self._seen.of(arrival.name)
        try:
            periods: Periods = named_periods(self._feed.layouts, arrival.name)
        except UnreadableFileError:
            periods = {}  # it is refused where it is read
        periods = periods or entry.get("periods", {})
        if not periods:
            return ("", "", 0, arrival.name)
        is_same = entry.get("landed") == sha256
        since = entry.get("since", "") if is_same else self._writer.batch_id
        age = arrival.path.stat().st_mtime_ns
        return (min(min(each) for each in periods.values()), since, age, arrival.name)

    def overtaken(self, present: Sequence[Arrival]) -> Iterator[Arrival]:
        """Yield files of later periods than one that landed after them, to land again behind it."""
        known = {each.name: self._seen.of(each.name).get("periods", {}) for each in present}
        order = {name: place for place, (name, _) in enumerate(self._landed)}
        late = [
            (min(own[layout]), arrival.name, arrival)
            for arrival in present
            for own in [known[arrival.name]]
            for place, (_, landed) in enumerate(self._landed)
            for layout in own.keys() & landed.keys()
            if min(own[layout]) > min(landed[layout]) and order.get(arrival.name, -1) < place
        ]
        yield from dict.fromkeys(arrival for *_, arrival in sorted(late, key=lambda x: x[:2]))

    def land(self, arrival: Arrival) -> None:
        """Read one file and take it, or say why not."""
        name = arrival.name
        with ExitStack() as stack:
            try:
                copy = stack.enter_context(copied(arrival))
            except OSError as error:
                refuse(self._feed, self._writer, name, [_unopened(name, error)])
                return
            if copy is None:
                return
            twin = self._seen.twin(name, copy.sha256, leads_to(name, self._feed))
            if twin is not None:
                self._set_aside(name, copy, twin)
                return
            readers, problems = self._readers(copy, name)
            periods: Periods = {}
            older: dict[str, list[str]] = {}
            if not problems:
                try:
                    periods = periods_of(readers, name)
                    older = replaced(periods, self._seen.periods(but=name))
                except UnreadableFileError as error:
                    problems = [Problem(error)]
            if problems:
                refuse(self._feed, self._writer, name, problems)
                self._seen.note(name, sha256=copy.sha256, read_by=self._rules)
            else:
                self._take(name, copy, readers, periods, older)

    def _readers(self, copy: Copy, name: str) -> tuple[list[TableReader], list[Problem]]:
        """Open all that the file delivers, to its end, and all that is wrong with it as a whole."""
        readers: list[TableReader] = []
        problems: list[Problem] = []
        try:
            deliveries = place(copy.path, name, self._feed)
        except UnreadableFileError as error:
            return [], [Problem(error)]
        for delivery in deliveries:
            try:
                readers.append(TableReader(delivery))
            except UnreadableFileError as error:
                problems.append(Problem(error, delivery.table.name, delivery.sheet.name))
        return readers, problems

    def _take(
        self,
        name: str,
        copy: Copy,
        readers: Sequence[TableReader],
        periods: Periods,
        older: dict[str, list[str]],
    ) -> None:
        """Land the file, and withdraw what it replaces."""
        before = self._seen.of(name)
        if self._in_batch & periods.keys():
            # Of a key the later batch counts, and a file is withdrawn by a later batch.
            self._writer.checkpoint()
            self._in_batch.clear()
        taken = deliver(self._feed, self._writer, name, copy, readers)
        self._seen.note(name, sha256=copy.sha256, read_by=self._rules)
        if not taken:
            return
        fed = {reader.delivery.table.name for reader in readers}
        left = sorted(set(before.get("tables", ())) - fed)
        withdraw(self._feed, self._writer, name, copy.sha256, left, None)
        is_same = before.get("landed") == copy.sha256
        self._seen.note(
            name,
            landed=copy.sha256,
            since=before.get("since") if is_same else self._writer.batch_id,
            place=leads_to(name, self._feed),
            tables=sorted(fed & {*taken, *before.get("tables", ())}),
            periods=dict(periods),
            counts_in=None,
        )
        self._in_batch |= periods.keys()
        self._landed.append((name, periods))
        for layout, names in older.items():
            tables = {r.delivery.table.name for r in readers if r.delivery.layout.name == layout}
            for each in names:
                self._replace(each, layout, tables, name)

    def _replace(self, name: str, layout: str, tables: set[str], newer: str) -> None:
        """Withdraw an older file of the period that `newer` now says."""
        entry = self._seen.of(name)
        log.info("%s: %s replaces %s", self._feed.source, newer, name)
        own = set(entry.get("tables", ()))
        withdraw(self._feed, self._writer, name, entry.get("landed"), sorted(own & tables), newer)
        periods = {each: of for each, of in entry.get("periods", {}).items() if each != layout}
        is_all = own <= tables
        self._seen.note(
            name,
            tables=sorted(own - tables),
            periods=periods,
            counts_in=newer if is_all else None,
        )

    def _set_aside(self, name: str, copy: Copy, twin: str) -> None:
        """Warn of a second name for a content that counts already, and land it no second time."""
        log.warning(
            "%s: %s holds the same as %s and is not landed again; delete one of the two",
            *(self._feed.source, name, twin),
        )
        tables = {*self._seen.of(twin).get("tables", ()), *self._seen.of(name).get("tables", ())}
        withdraw(self._feed, self._writer, name, copy.sha256, sorted(tables), twin)
        self._seen.note(
            name,
            **{"sha256": copy.sha256, "read_by": self._rules, "counts_in": twin},
            **{"landed": None, "tables": None, "periods": None},
        )


def _unopened(name: str, error: OSError) -> Problem:
    return Problem(
        UnreadableFileError(
            f"{name} cannot be opened: {error.strerror or error}",
            "check that it is still there and that the warehouse's account may read it",
        )
    )
