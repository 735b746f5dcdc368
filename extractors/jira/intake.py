"""Land what could be read and reject what could not, counting both."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from extractors.jira.errors import BadValueError
from extractors.jira.rows import Row
from extractors.jira.tables import REJECTS
from extractors.jira.values import as_json, ident
from extractors.landing import BatchWriter, Table
from extractors.progress import Progress

VALUE_LENGTH = 500
# Besides the values that a check refuses, shapes that none foresaw: one entity must not cost the
# night.
UNREADABLE = (BadValueError, AttributeError, KeyError, TypeError, ValueError)

Item = TypeVar("Item")


class Intake:
    """Rows on their way into one batch: what can be read lands, what cannot is rejected."""

    def __init__(self, writer: BatchWriter) -> None:
        self.writer = writer
        self.rejects: Counter[str] = Counter()

    def land(
        self, table: Table, raw: Any, parse: Callable[[Any], list[Row]], entity: str = ""
    ) -> int:
        """Write the rows that `parse` makes of `raw`, or a reject that says why not; count rows."""
        rows, reject = self.read(table, raw, parse, entity)
        if reject:
            self._reject([reject])
        self.writer.write(table, rows)
        return len(rows)

    def land_all(
        self,
        table: Table,
        items: Iterable[Item],
        parse: Callable[[Item], list[Row]],
        about: Callable[[Item], tuple[Any, str]] | None = None,
    ) -> None:
        """Land each of `items` as `land` does, many at once.

        `about` gives the raw object and the name that a reject shall show of an item.
        """
        rows: list[Row] = []
        rejects: list[Row] = []
        for item in items:
            try:
                rows += parse(item)
            except UNREADABLE as error:
                raw, entity = about(item) if about else (item, "")
                rejects.append(rejected(table, raw, _explained(error), entity))
        self._reject(rejects)
        self.writer.write(table, rows)

    def read(
        self, table: Table, raw: Any, parse: Callable[[Any], list[Row]], entity: str = ""
    ) -> tuple[list[Row], Row | None]:
        """Return the rows of `raw`, or none and the row of `rejects` in their place."""
        try:
            return parse(raw), None
        except UNREADABLE as error:
            return [], rejected(table, raw, _explained(error), entity)

    def land_list(
        self, table: Table, raws: Iterable[Any], parse: Callable[[Any], Row], known: str | None
    ) -> str:
        """Land a whole small list unless its digest is `known`; return the digest."""
        progress = Progress(table.name)
        results = [self.read(table, raw, lambda each: [parse(each)]) for raw in raws]
        rows = [row for found, _ in results for row in found]
        rejects = [reject for _, reject in results if reject]
        progress.add(len(results))
        # Sorted, for Jira does not promise an order.
        digest = digested([table.version, sorted(map(digested, rows + rejects))])
        landed = 0
        if digest != known:
            self._reject(rejects)
            landed = self.writer.write(table, rows)
        progress.done(landed, len(rejects))
        return digest

    def done(self, progress: Progress, table: Table) -> None:
        """Say what a feed came to."""
        progress.done(self.writer.rows(table), self.rejects[table.name])

    def _reject(self, rejects: list[Row]) -> None:
        if not rejects:
            return
        self.writer.write(REJECTS, rejects)
        self.rejects.update(each["table_name"] for each in rejects)


def rejected(table: Table, raw: Any, error: BadValueError, entity: str = "") -> Row:
    """Return the row of `rejects` for an entity that could not be read."""
    said = (
        error.value if isinstance(error.value, str) or error.value is None else as_json(error.value)
    )
    return {
        "table_name": table.name,
        "entity_id": entity or _identity(raw),
        "column_name": error.column or None,
        "value": None if said is None else said[:VALUE_LENGTH],
        "reason": error.reason,
        "fix": error.fix,
        "row_json": as_json(raw),
    }


def _explained(error: Exception) -> BadValueError:
    if isinstance(error, BadValueError):
        return error
    return BadValueError("", None, f"unexpected shape: {error!r}", "report it with the row's JSON")


def digested(value: Any) -> str:
    """Return a short digest of a JSON-like value; days and instants count as their text."""
    text = json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _identity(raw: Any) -> str | None:
    if not isinstance(raw, dict):
        return None
    for name in ("id", "accountId", "worklogId", "key"):
        try:
            found = ident(raw.get(name), name)
        except BadValueError:
            continue
        if found:
            return found
    return None
