"""Find what changed a closed figure: the landed rows that are new since the record's last entry.

Two states of the landing are compared row by row, that of the last entry and tonight's. So of a
ledger that was delivered again whole, only the postings that differ are a cause.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import duckdb

from expectations.restatement_facts import FACTS, Fact, facts_behind
from expectations.restatement_places import places
from expectations.tables import LandedName
from pmo.manifests import Live
from warehouse.database import tables_of

ROWS_NAMED = 5
NOTHING_LANDED = "settings or models"
# Above every batch id: no limit.
ALWAYS = "~"

CHANGES = """
create or replace temp table changes (
    table_name varchar, change varchar, change_key varchar, batch_id varchar, file varchar,
    source_row bigint, project_code varchar, day date, period varchar, category varchar
)
"""
BEHIND = """
create or replace temp table behind (mart varchar, column_name varchar, tables varchar[])
"""
TARGETS = """
create or replace temp table targets as
select target.*, behind.tables
from restated as target inner join behind using (mart, column_name)
"""
LANDED = """
create or replace temp view {view} as
select * from read_parquet([{files}], union_by_name = true, hive_partitioning = false)
"""
FILE_STATE = """
select it.* from {landed} as it
inner join (
    select file_name, max(_batch_id) as _batch_id from {files}
    where table_name = '{table}' and _batch_id <= '{until}' group by file_name
) as newest on it._source_file = newest.file_name and it._batch_id = newest._batch_id
qualify row_number() over (
    partition by {keys} order by it._batch_id desc, it._row_number desc
) = 1
"""
API_STATE = """
select it.* from {landed} as it
where it._batch_id <= '{until}' and ({keys}) in (
    select ({keys}) from {landed} as it where it._batch_id > '{since}'
)
qualify row_number() over (
    partition by {keys} order by it._batch_id desc, it._row_number desc
) = 1
"""
COMPARED = """
insert into changes
with before as ({before}),
after as ({after}),
compared as (
    select
        before as old, after as new,
        case when after._batch_id is null then 'removed'
             when before._batch_id is null then 'added' else 'changed' end as change,
        hash({key_values}) as change_key
    from before full outer join after on {same_key}
    where ({old_content}) is distinct from ({new_content})
),
sides as (
    select
        change, change_key, new._batch_id as batch_id, {file} as file, {row} as source_row,
        unnest([old, new]) as it
    from compared
)
select distinct
    '{name}', change, change_key, coalesce(sides.batch_id, {redelivered}), file, source_row,
    {project}, {day}, {period}, {category}
from sides {join}
where it._batch_id is not null
"""
REDELIVERED = """(
    select max(files._batch_id) from {files} as files
    where files.file_name = it._source_file and files.table_name = '{table}'
)"""
UNPLACED = """
update changes set project_code = 'UNALLOCATED'
where project_code not in (select project_code from {database}.marts.dim_project)
or project_code is null
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
    "no fact of the project landed since that speaks of the period: the settings, the models or "
    "what is kept in quarantine changed",
    NOTHING_LANDED,
    "",
    "",
    "",
    0,
)


class Causes:
    """Compares tonight's landing with that of an earlier night; `connection` holds the candidate.

    `since` are the newest batch ids by source that the earlier night knew.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        database: str,
        landed: Mapping[str, Live],
        since: Mapping[str, str],
    ) -> None:
        self._connection = connection
        self._database = database
        self._landed = landed
        self._since = since

    def explain(self) -> dict[int, Cause]:
        """Return the cause of each row of the table `restated`, by its column `target`."""
        wanted = self._wanted()
        self._connection.execute(CHANGES)
        self._create_places()
        for table in sorted(wanted):
            self._compare(FACTS[table])
        if "dim_project" in tables_of(self._connection, self._database, "marts"):
            self._connection.execute(UNPLACED.format(database=self._database))
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
        """Give every target the tables that count for it; return those that landed since."""
        columns = self._connection.execute(
            "select distinct mart, column_name from restated"
        ).fetchall()
        behind = [(mart, column, list(facts_behind(mart, column))) for mart, column in columns]
        self._connection.execute(BEHIND)
        self._connection.executemany("insert into behind values (?, ?, ?)", behind)
        self._connection.execute(TARGETS)
        return {table for *_, tables in behind for table in tables if self._is_newer(FACTS[table])}

    def _is_newer(self, fact: Fact) -> bool:
        landed = self._landed.get(fact.source)
        known = self._since.get(fact.source, "")
        return bool(landed and landed.lines and landed.lines[-1].batch_id > known)

    def _read(self, source: str, table: str) -> str | None:
        """Return a relation of all landed rows, or None where the table never landed."""
        landed = self._landed.get(source)
        paths = landed.paths(table) if landed else []
        if not paths:
            return None
        view = f"landed_{source}_{table}"
        files = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
        self._connection.execute(LANDED.format(view=view, files=files))
        return view

    def _compare(self, fact: Fact) -> None:
        landed = self._read(fact.source, fact.name)
        files = self._read(fact.source, "files")
        name = LandedName(fact.source, fact.name)
        if landed is None or (name.is_file and files is None):
            return
        keys = ", ".join(f'it."{column}"' for column in name.key)
        words = {"landed": landed, "files": files, "table": fact.name, "keys": keys}
        since = self._since.get(fact.source, "")
        state = FILE_STATE if name.is_file else API_STATE
        columns = fact.content or tuple(self._columns(landed))
        redelivered = REDELIVERED.format(files=files, table=fact.name) if name.is_file else "null"
        self._connection.execute(
            COMPARED.format(
                before=state.format(**words, until=since, since=since),
                after=state.format(**words, until=ALWAYS, since=since),
                name=fact.table,
                key_values=", ".join(
                    f'coalesce(after."{each}", before."{each}")' for each in name.key
                ),
                same_key=" and ".join(
                    f'before."{each}" is not distinct from after."{each}"' for each in name.key
                ),
                old_content=_content("before", columns),
                new_content=_content("after", columns),
                redelivered=redelivered,
                file=_newest("_source_file") if name.is_file else "null",
                row=_newest("_source_row") if name.is_file else "null",
                project=fact.project,
                day=fact.day,
                period=fact.period,
                category=fact.category,
                join=fact.join,
            )
        )

    def _columns(self, relation: str) -> list[str]:
        rows = self._connection.execute(f"describe {relation}").fetchall()
        return [name for name, *_ in rows if not name.startswith("_")]

    def _create_places(self) -> None:
        """Create what tells the projects of rows that do not name one."""
        for statement in places(
            self._database,
            set(tables_of(self._connection, self._database, "marts")),
            self._read("jira", "issues"),
            self._read("jira", "worklogs"),
            self._read("registers", "projects"),
        ):
            self._connection.execute(statement)


def _newest(column: str) -> str:
    return f"coalesce(new.{column}, old.{column})"


def _content(side: str, columns: Iterable[str]) -> str:
    values = ", ".join(f'{side}."{column}"' for column in columns)
    return f"case when {side}._batch_id is not null then hash({values}) end"


def _cause(tables: dict[str, _Rows]) -> Cause:
    """Put the rows of all tables into one cause; the table with most of them names its kind."""
    counts = {table: sum(map(len, rows.keys.values())) for table, rows in tables.items()}
    ordered = sorted(tables, key=lambda table: (-counts[table], table))
    first = tables[ordered[0]].keys
    fact = FACTS[ordered[0]]
    return Cause(
        cause="; ".join(_sentence(FACTS[table], tables[table]) for table in ordered),
        cause_kind=fact.added if set(first) == {"added"} else fact.changed,
        source_table=", ".join(ordered),
        batch_ids=", ".join(sorted({each for table in tables.values() for each in table.batches})),
        source_files=", ".join(
            sorted({file for table in tables.values() for file, _ in table.places})
        ),
        changed_rows=sum(counts.values()),
    )


def _sentence(fact: Fact, rows: _Rows) -> str:
    counts = ", ".join(
        f"{len(rows.keys[change])} {change}"
        for change in ("added", "changed", "removed")
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
