"""Hold tables to their promises in the database, and fetch the rows that broke them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import duckdb

from expectations.duckdb_source import DuckDBSource
from expectations.promises import FLAGGED, TABLE, Promise
from expectations.results import PromiseResult
from pmo.settings import Settings

# Flagged rows stay in the warehouse, so the list of them may end; quarantined ones are all kept.
MAX_FLAGGED_ROWS = 10_000


@dataclass(frozen=True)
class BrokenRow:
    """One row that broke one promise; `value` is what stood there, as text."""

    batch_id: str
    row_number: int
    value: str | None


@dataclass(frozen=True)
class Finding:
    """A promise, its result, the rows that broke it and what GX shows of them."""

    promise: Promise
    result: PromiseResult
    rows: tuple[BrokenRow, ...] = ()
    examples: tuple[Any, ...] = ()


def stable_id(*parts: str) -> str:
    """Return the id that the same place and promise have on every night and machine."""
    return sha256("|".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Auditor:
    """Evaluates promises of one gate over one open source."""

    gate: str
    settings: Settings
    source: DuckDBSource

    def audit(
        self, owner_source: str, schema: str, table: str, promises: Iterable[Promise]
    ) -> list[Finding]:
        """Return one finding a promise about `schema.table`, rows of native ones included."""
        promises = list(promises)
        if not promises:
            return []
        asked = [promise.expectation(number) for number, promise in enumerate(promises)]
        index = any(promise.disposition != TABLE for promise in promises)
        outcomes = self.source.validate(schema, table, asked, index=index)
        return [
            self._finding(owner_source, table, promise, outcome)
            for promise, outcome in zip(promises, outcomes, strict=True)
        ]

    def _finding(self, source: str, table: str, promise: Promise, outcome: Any) -> Finding:
        told: Mapping[str, Any] = outcome.result
        observed = told.get("observed_value")
        count = told.get("unexpected_count") or 0
        if promise.is_query:
            count, observed = int(observed or 0), None
        result = PromiseResult(
            gate=self.gate,
            suite=f"{source}.{table}",
            source=source,
            table_name=table,
            expectation_id=stable_id(self.gate, source, table, promise.name, promise.column),
            expectation=promise.name,
            description=promise.description,
            column_name=promise.column,
            severity=promise.severity,
            disposition=promise.disposition,
            is_kept=bool(outcome.success),
            element_count=told.get("element_count"),
            unexpected_count=int(count),
            observed_value="" if observed is None else f"observed {observed}",
            why=promise.why,
            owner=self.settings.owner_of(source, table),
            fix=promise.fix,
        )
        return Finding(promise, result, _indexed(promise, told), _examples(told))


def _indexed(promise: Promise, told: Mapping[str, Any]) -> tuple[BrokenRow, ...]:
    """Return the rows that a column expectation names in its index list."""
    if promise.is_query or promise.disposition == TABLE:
        return ()
    return tuple(
        BrokenRow(each["_batch_id"], each["_row_number"], _text(each[promise.column]))
        for each in told.get("unexpected_index_list") or ()
    )


def _examples(told: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what GX shows of the broken rows or values; it shows the first few only."""
    details = told.get("details") or {}
    return tuple(details.get("unexpected_rows") or told.get("partial_unexpected_list") or ())


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def fetch_rows(
    connection: duckdb.DuckDBPyConnection, relation: str, finding: Finding
) -> tuple[BrokenRow, ...]:
    """Return the rows behind a broken promise; GX itself returns no more than 200 of a query."""
    promise = finding.promise
    if finding.result.is_kept or promise.disposition == TABLE:
        return ()
    if not promise.is_query:
        rows = finding.rows
    else:
        found = connection.execute(promise.query(relation)).fetchall()
        rows = tuple(BrokenRow(*each) for each in found)
    rows = tuple(sorted(set(rows), key=lambda row: (row.batch_id, row.row_number)))
    return rows[:MAX_FLAGGED_ROWS] if promise.disposition == FLAGGED else rows
