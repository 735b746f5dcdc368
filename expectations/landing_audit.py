"""Audit the landing in rounds, until what the warehouse would read has been looked at whole.

A row that stays out uncovers the older row of its key, in an API's history or in an earlier file;
that row is audited in the next round. Usually there is no second round.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import duckdb

from expectations.audit import Auditor, BrokenRow, Finding, fetch_rows
from expectations.duckdb_source import open_source
from expectations.landing_database import LandingDatabase
from expectations.mapping import with_proposals
from expectations.promises import NOT_EMPTY, TABLE, Promise
from expectations.quarantine import describe, kept_out
from expectations.results import LANDING
from expectations.suites import landing_suite
from expectations.suites.common import UNMAPPED_COLUMNS
from expectations.tables import LandedName
from pmo.settings import Settings

COUNT = "select count(*) from {relation}"
SEEN = """create or replace temp table seen as
select _batch_id, _row_number from {relation}"""
UNCOVERED = """select count(*) from {relation} as it where not exists (
    select 1 from seen where seen._batch_id = it._batch_id and seen._row_number = it._row_number
)"""
Row = dict[str, Any]
Place = tuple[str, int]


@dataclass
class LandingAudit:
    """What the audit has found so far: findings by promise, and the broken rows' descriptions."""

    database: LandingDatabase
    settings: Settings
    detected_at: datetime
    findings: dict[str, Finding] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    counts: dict[LandedName, int] = field(default_factory=dict)

    def run(self) -> None:
        """Audit every table, and again each whose quarantined rows uncover older ones."""
        with self.database.connect() as connection:
            self.counts = _row_counts(connection, self.database.tables)
        pending: dict[LandedName, set[Place]] = {name: set() for name in self.database.tables}
        while pending:
            found = self._judge(pending)
            with self.database.connect() as connection:
                pending = self._keep_out(connection, found, pending)

    def _judge(self, tables: Iterable[LandedName]) -> dict[LandedName, list[Finding]]:
        suites = {name: self._askable(name) for name in tables}
        with open_source(self.database.path) as source:
            auditor = Auditor(LANDING, self.settings, source)
            return {
                name: auditor.audit(name.source, name.source, name.table, promises)
                for name, promises in suites.items()
            }

    def _askable(self, name: LandedName) -> list[Promise]:
        """Return the promises that the table's rows, and what they are compared with, allow."""
        filled = {str(each) for each, count in self.counts.items() if count}
        return [
            promise
            for promise in landing_suite(name.source)[name.table]
            if filled.issuperset(promise.needs) and (self.counts[name] or promise.name == NOT_EMPTY)
        ]

    def _keep_out(
        self,
        connection: duckdb.DuckDBPyConnection,
        found: dict[LandedName, list[Finding]],
        seen: dict[LandedName, set[Place]],
    ) -> dict[LandedName, set[Place]]:
        """Record the broken rows; return the tables with rows that nobody has looked at yet."""
        fresh: dict[LandedName, list[Row]] = {}
        for name, findings in found.items():
            broken = self._broken(connection, name, findings, seen[name])
            fresh[name] = describe(connection, name, broken, self.detected_at)
            self.rows += fresh[name]
        # All tables are described before the first one changes: promises look across tables.
        again = {}
        for name, rows in fresh.items():
            out = kept_out(rows)
            if out:
                connection.executemany("insert into gate.quarantined values (?, ?, ?, ?)", out)
                if self._uncovers(connection, name):
                    again[name] = seen[name] | _places(connection, "seen")
        return again

    def _broken(
        self,
        connection: duckdb.DuckDBPyConnection,
        name: LandedName,
        findings: list[Finding],
        seen: set[Place],
    ) -> list[tuple[Finding, tuple[BrokenRow, ...]]]:
        broken = []
        for finding in findings:
            rows = tuple(
                row
                for row in fetch_rows(connection, name.relation, finding)
                if (row.batch_id, row.row_number) not in seen
            )
            broken.append((finding, rows))
            self._record(connection, name, finding, len(rows), is_first=not seen)
        return broken

    def _record(
        self,
        connection: duckdb.DuckDBPyConnection,
        name: LandedName,
        finding: Finding,
        rows: int,
        *,
        is_first: bool,
    ) -> None:
        identity = finding.result.expectation_id
        if is_first:
            if finding.promise.name == UNMAPPED_COLUMNS and not finding.result.is_kept:
                finding = with_proposals(connection, name, finding)
            counted = finding.result.element_count or self.counts[name]
            result = replace(finding.result, element_count=counted)
            self.findings[identity] = replace(finding, result=result)
        elif rows and finding.promise.disposition != TABLE:
            before = self.findings[identity]
            count = before.result.unexpected_count + rows
            result = replace(before.result, is_kept=False, unexpected_count=count)
            self.findings[identity] = replace(before, result=result)

    def _uncovers(self, connection: duckdb.DuckDBPyConnection, name: LandedName) -> bool:
        connection.execute(SEEN.format(relation=name.relation))
        self.database.rebuild(connection, name)
        return _one(connection, UNCOVERED.format(relation=name.relation)) > 0


def _row_counts(
    connection: duckdb.DuckDBPyConnection, tables: Iterable[LandedName]
) -> dict[LandedName, int]:
    return {name: _one(connection, COUNT.format(relation=name.relation)) for name in tables}


def _places(connection: duckdb.DuckDBPyConnection, table: str) -> set[Place]:
    return {(batch, row) for batch, row in connection.execute(f"from {table}").fetchall()}


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0
