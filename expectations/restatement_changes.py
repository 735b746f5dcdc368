"""Which landed rows differ tonight from those that an earlier night reported by.

Two states of the landing are compared row by row, each without what the gate kept out of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from expectations.restatement_facts import FACTS, Fact
from expectations.restatement_places import places
from expectations.tables import LandedName
from pmo.manifests import Live
from warehouse.database import tables_of

# Above every batch id: no limit.
ALWAYS = "~"
RELEASED, WITHHELD = "released from quarantine", "kept in quarantine"

CHANGES = """
create or replace temp table changes (
    table_name varchar, change varchar, change_key varchar, batch_id varchar, file varchar,
    source_row bigint, project_code varchar, day date, period varchar, category varchar
)
"""
LANDED = """
create or replace temp view {view} as
select * from read_parquet([{files}], union_by_name = true, hive_partitioning = false)
"""
ACCEPTED = """(
    select * from {landed} as it where not exists (
        select 1 from {kept_out} as kept
        where kept.source = '{source}' and kept.table_name = '{table}'
        and kept.batch_id = it._batch_id and kept.row_number = it._row_number
    )
)"""
FILE_STATE = """
select it.* from {accepted} as it
inner join (
    select file_name, max(_batch_id) as _batch_id from {files}
    where table_name = '{table}' and _batch_id <= '{until}' group by file_name
) as newest on it._source_file = newest.file_name and it._batch_id = newest._batch_id
qualify row_number() over (
    partition by {keys} order by it._batch_id desc, it._row_number desc
) = 1
"""
API_STATE = """
select it.* from {accepted} as it
where it._batch_id <= '{until}' and ({keys}) in (
    select ({keys}) from {landed} as it where it._batch_id > '{since}' or exists (
        select 1 from kept_otherwise as kept
        where kept.source = '{source}' and kept.table_name = '{table}'
        and kept.batch_id = it._batch_id and kept.row_number = it._row_number
    )
)
qualify row_number() over (
    partition by {keys} order by it._batch_id desc, it._row_number desc
) = 1
"""
KEPT_OTHERWISE = """
create or replace temp table kept_otherwise as
(from kept_before except from kept_now) union all (from kept_now except from kept_before)
"""
COMPARED = """
insert into changes
with before as ({before}),
after as ({after}),
compared as (
    select
        before as old, after as new,
        case when {after_was_kept} then '{released}' when {before_is_kept} then '{withheld}'
             when after._batch_id is null then 'removed'
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
WAS_KEPT = """exists (
    select 1 from {kept_out} as kept
    where kept.source = '{source}' and kept.table_name = '{table}'
    and kept.batch_id = {side}._batch_id and kept.row_number = {side}._row_number
)"""
REDELIVERED = """(
    select max(files._batch_id) from {files} as files
    where files.file_name = it._source_file and files.table_name = '{table}'
)"""
UNPLACED = """
update changes set project_code = 'UNALLOCATED'
where project_code not in (select project_code from {database}.marts.dim_project)
or project_code is null
"""


@dataclass(frozen=True)
class Earlier:
    """What an earlier night reported by: the newest batch ids by source, and the rows kept out.

    `kept_out` has the columns source, table_name, batch_id and row_number; None is unknown.
    """

    batches: Mapping[str, str]
    kept_out: pa.Table | None


class Changes:
    """Fills the table `changes`; `connection` holds the candidate as `database`."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        database: str,
        landed: Mapping[str, Live],
        earlier: Earlier,
        kept_out: pa.Table,
    ) -> None:
        self._connection = connection
        self._database = database
        self._landed = landed
        self._since = earlier.batches
        self._connection.register("kept_now", kept_out)
        known = kept_out if earlier.kept_out is None else earlier.kept_out
        self._connection.register("kept_before", known)
        self._connection.execute(KEPT_OTHERWISE)
        rows = connection.execute("select distinct source, table_name from kept_otherwise")
        self._kept_otherwise = {f"{source}.{table}" for source, table in rows.fetchall()}

    def find(self, tables: Iterable[str]) -> None:
        """Compare those of `tables` that landed since, or of which other rows are kept out."""
        self._connection.execute(CHANGES)
        self._create_places()
        for table in sorted(tables):
            if self._may_differ(FACTS[table]):
                self._compare(FACTS[table])
        if "dim_project" in tables_of(self._connection, self._database, "marts"):
            self._connection.execute(UNPLACED.format(database=self._database))

    def _may_differ(self, fact: Fact) -> bool:
        landed = self._landed.get(fact.source)
        known = self._since.get(fact.source, "")
        is_newer = bool(landed and landed.lines and landed.lines[-1].batch_id > known)
        return is_newer or fact.table in self._kept_otherwise

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
        words = {"landed": landed, "files": files, "source": fact.source, "table": fact.name}
        words |= {"keys": keys, "since": self._since.get(fact.source, "")}
        state = FILE_STATE if name.is_file else API_STATE
        columns = fact.content or tuple(self._columns(landed))
        redelivered = REDELIVERED.format(files=files, table=fact.name) if name.is_file else "null"
        self._connection.execute(
            COMPARED.format(
                before=_state(state, words, "kept_before", words["since"]),
                after=_state(state, words, "kept_now", ALWAYS),
                after_was_kept=WAS_KEPT.format(**words, kept_out="kept_before", side="after"),
                before_is_kept=WAS_KEPT.format(**words, kept_out="kept_now", side="before"),
                released=RELEASED,
                withheld=WITHHELD,
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


def _state(state: str, words: Mapping[str, object], kept_out: str, until: object) -> str:
    accepted = ACCEPTED.format(**words, kept_out=kept_out)
    return state.format(**words, accepted=accepted, until=until)


def _newest(column: str) -> str:
    return f"coalesce(new.{column}, old.{column})"


def _content(side: str, columns: Iterable[str]) -> str:
    values = ", ".join(f'{side}."{column}"' for column in columns)
    return f"case when {side}._batch_id is not null then hash({values}) end"
