"""Find what changed a closed figure: the landed rows that are new since the record's last entry.

Two states of the landing are compared row by row, that of the last entry and tonight's. So of a
ledger that was delivered again whole, only the postings that differ are a cause, and of what the
gate had kept out, the rows that it let in.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from expectations.restatement_changes import RELEASED, WITHHELD, Changes, Earlier
from expectations.restatement_facts import FACTS, Fact, facts_behind
from pmo.manifests import Live

ROWS_NAMED = 5
NOTHING_LANDED = "settings or models"
BEHIND = """
create or replace temp table behind (mart varchar, column_name varchar, tables varchar[])
"""
TARGETS = """
create or replace temp table targets as
select target.*, behind.tables
from restated as target inner join behind using (mart, column_name)
"""
FOUND = """
select
    target.target, change.table_name, change.change, change.change_key, change.batch_id,
    change.file, change.source_row
from targets as target
inner join changes as change
    on list_contains(target.tables, change.table_name)
    and (change.project_code = target.project_code or (
        target.project_code = 'UNALLOCATED' and change.table_name = 'registers.projects'
    ))
    and coalesce(change.period = target.fiscal_period, true)
    and coalesce(change.day <= target.period_end_date, true)
    and coalesce(change.day >= target.since, true)
    and (not target.is_by_category or coalesce(
        ends_with(target.figure_key, ' · ' || change.category), true
    ))
order by all
"""


@dataclass(frozen=True)
class Cause:
    """What brought a restatement: in words, and where it stands."""

    cause: str
    cause_kind: str
    source_table: str
    batch_ids: str
    source_files: str
    changed_rows: int


@dataclass
class _Rows:
    """The rows of one table that changed one figure."""

    keys: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    batches: set[str] = field(default_factory=set)
    places: set[tuple[str, int]] = field(default_factory=set)


UNKNOWN = Cause(
    "no fact of the project landed since that speaks of the period, nor did any leave or enter "
    "quarantine: the settings or the models changed",
    NOTHING_LANDED,
    "",
    "",
    "",
    0,
)


class Causes:
    """Compares tonight's landing with that of an earlier night; `connection` holds the candidate.

    `kept_out` are the rows that tonight's gate kept out, like those of `earlier`.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        database: str,
        landed: Mapping[str, Live],
        earlier: Earlier,
        kept_out: pa.Table,
    ) -> None:
        self._connection = connection
        self._changes = Changes(connection, database, landed, earlier, kept_out)

    def explain(self) -> dict[int, Cause]:
        """Return the cause of each row of the table `restated`, by its column `target`."""
        self._changes.find(self._wanted())
        found: dict[int, dict[str, _Rows]] = defaultdict(lambda: defaultdict(_Rows))
        for target, table, change, key, batch, file, row in self._connection.execute(
            FOUND
        ).fetchall():
            rows = found[target][table]
            rows.keys[change].add(key)
            rows.batches.add(batch)
            if file:
                rows.places.add((file, row or 0))
        return {target: _cause(tables) for target, tables in found.items()}

    def _wanted(self) -> set[str]:
        """Give every target the tables that count for it; return them all."""
        columns = self._connection.execute(
            "select distinct mart, column_name from restated"
        ).fetchall()
        behind = [(mart, column, list(facts_behind(mart, column))) for mart, column in columns]
        self._connection.execute(BEHIND)
        self._connection.executemany("insert into behind values (?, ?, ?)", behind)
        self._connection.execute(TARGETS)
        return {table for *_, tables in behind for table in tables}


def _cause(tables: dict[str, _Rows]) -> Cause:
    """Put the rows of all tables into one cause; the table with most of them names its kind."""
    counts = {table: sum(map(len, rows.keys.values())) for table, rows in tables.items()}
    ordered = sorted(tables, key=lambda table: (-counts[table], table))
    return Cause(
        cause="; ".join(_sentence(FACTS[table], tables[table]) for table in ordered),
        cause_kind=_kind(FACTS[ordered[0]], set(tables[ordered[0]].keys)),
        source_table=", ".join(ordered),
        batch_ids=", ".join(sorted({each for table in tables.values() for each in table.batches})),
        source_files=", ".join(
            sorted({file for table in tables.values() for file, _ in table.places})
        ),
        changed_rows=sum(counts.values()),
    )


def _kind(fact: Fact, changes: set[str]) -> str:
    if len(changes) == 1 and changes <= {RELEASED, WITHHELD}:
        return next(iter(changes))
    return fact.added if changes == {"added"} else fact.changed


def _sentence(fact: Fact, rows: _Rows) -> str:
    counts = ", ".join(
        f"{len(rows.keys[change])} {change}"
        for change in ("added", "changed", "removed", RELEASED, WITHHELD)
        if rows.keys.get(change)
    )
    by_file: dict[str, list[int]] = defaultdict(list)
    for file, row in sorted(rows.places):
        by_file[file].append(row)
    told = [f"{file} row {_numbers(numbers)}" for file, numbers in by_file.items()]
    told.append(f"batch {', '.join(sorted(rows.batches))}")
    return f"{fact.noun}: {counts} ({', '.join(told)})"


def _numbers(numbers: list[int]) -> str:
    more = f" and {len(numbers) - ROWS_NAMED} more" if len(numbers) > ROWS_NAMED else ""
    return ", ".join(map(str, numbers[:ROWS_NAMED])) + more
