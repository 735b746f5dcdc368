"""Land what lies in a source's drop folder: each new or changed file once.

A file is taken whole or not at all. One that cannot be used writes its reason to `rejects` and
nothing to `files`, so what it said before stays current (readers take the newest delivery of each
file and table), and its reject holds until a delivery under its name is read. A file is read again
when it, a layout or a canonical table has changed; one that is taken away keeps what it said.

Files of layouts with `period` land in the order of their periods, each in a batch of its own, so
that of a key the latest period counts; a file whose period has a newer file is withdrawn.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
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
        self._has_period = False  # the open batch has a file of a period
        self._landed: list[str] = []  # files of periods, in the order in which they landed

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
        if not any(each.period and each.matches(arrival.name) for each in self._feed.layouts):
            return ("", "", 0, arrival.name)
        first = min((min(each) for each in periods.values()), default="")
        is_same = entry.get("landed") == sha256
        since = entry.get("since", "") if is_same else self._writer.batch_id
        age = arrival.path.stat().st_mtime_ns
        return (first or self._first_period(arrival.name), since, age, arrival.name)

    def overtaken(self, present: Sequence[Arrival]) -> Iterator[Arrival]:
        """Yield files of later periods than one that landed after them, to land again behind it."""
        order = {name: place for place, name in enumerate(self._landed)}
        late = [each for each in present if self._is_behind(each.name, order)]
        yield from sorted(late, key=lambda each: (self._first_period(each.name), each.name))

    def _is_behind(self, name: str, order: Mapping[str, int]) -> bool:
        """Tell whether a file is of a later period than one of its tables' that landed after it."""
        period, tables = self._first_period(name), set(self._seen.of(name).get("tables", ()))
        return any(
            place > order.get(name, -1)
            and self._first_period(landed) < period
            and not tables.isdisjoint(self._seen.of(landed).get("tables", ()))
            for landed, place in order.items()
        )

    def _first_period(self, name: str) -> str:
        periods = self._seen.of(name).get("periods", {})
        return min((min(each) for each in periods.values()), default="")

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
        if self._has_period and periods:
            # Of a key the later batch counts, and a file is withdrawn by a later batch.
            self._writer.checkpoint()
            self._has_period = False
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
        self._has_period = self._has_period or bool(periods)
        self._landed += [name] if periods else []
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
