"""The landing as the warehouse will read it, in one scratch DuckDB file.

What counts as current is said once more in dbt_project/macros/landing.sql; both must say the
same: of a file its newest delivery, of a key its newest row. Here, rows that share a key within
one delivery are all kept, and counted, so that a promise can see them.
"""

from collections.abc import Collection, Iterable
from datetime import date
from pathlib import Path

import duckdb

from expectations import superseded
from expectations.landing_registers import MEMBERS, named
from expectations.landing_views import create_timesheet_views
from expectations.suites.common import EARLIEST
from expectations.tables import LandedName, names_of
from pmo.manifests import last, live
from pmo.runtime import Runtime
from pmo.settings import SOURCES

REJECTS = "rejects"
LINEAGE = ("_batch_id", "_row_number", "_extracted_at")
FILE_LINEAGE = ("_source_file", "_source_sheet", "_source_row")
# Columns that the scratch table adds: rows of the same key, and whether they say the same.
COPIES = ("_copies", "_copy_number", "_has_conflict")

LANDED = """
create or replace view landed.{view} as
select * from read_parquet([{files}], union_by_name = true, hive_partitioning = false)
"""
CURRENT_API = """
create or replace table {relation} as
select it.* from landed.{view} as it
where {accepted} and {standing}
qualify row_number() over (partition by {key} order by _batch_id desc, _row_number desc) = 1
"""
CURRENT_FILE = """
create or replace table {relation} as
with newest as (
    select file_name, max(_batch_id) as _batch_id
    from landed.{source}__files where table_name = '{table}' group by file_name
),
delivered as (
    select it.*, hash({content}) as _content
    from landed.{view} as it
    inner join newest on it._source_file = newest.file_name and it._batch_id = newest._batch_id
    where {accepted}
    qualify it._batch_id = max(it._batch_id) over (partition by {key})
)
select
    * exclude (_content),
    count(*) over (partition by {key}) as _copies,
    row_number() over (partition by {key} order by _row_number) as _copy_number,
    min(_content) over (partition by {key}) <> max(_content) over (partition by {key})
        as _has_conflict
from delivered
"""
ACCEPTED = """not exists (
    select 1 from gate.quarantined as kept_out
    where kept_out.source = '{source}' and kept_out.table_name = '{table}'
    and kept_out.batch_id = it._batch_id and kept_out.row_number = it._row_number
)"""
# What the census last said of issues, unless they landed again after it.
VERDICTS = """
create or replace table gate.issue_verdicts as
select verdict.*
from (
    select
        entity_id as issue_id,
        arg_max(coalesce(classification, 'deleted'), (_batch_id, _row_number)) as classification,
        arg_max(reason, (_batch_id, _row_number)) as reason,
        arg_max(upper(project_key), (_batch_id, _row_number)) as project_key,
        arg_max(issue_key, (_batch_id, _row_number)) as issue_key,
        max(_batch_id) as _batch_id
    from landed.jira__deletions where entity = 'issue' group by entity_id
) as verdict
where not exists (
    select 1 from landed.jira__issues as landed
    where landed.issue_id = verdict.issue_id and landed._batch_id > verdict._batch_id
)
"""
# As dbt_project's stg_jira__departures, whatever the day reported.
DEPARTED = """
create or replace view gate.departed_issues as
select issue_id from gate.issue_verdicts where classification in ('deleted', 'moved')
"""
# What is edited while it is extracted shows one feed more than another; the next night settles it.
SETTLED = """
create or replace table gate.settled as
select max(_extracted_at) - interval 10 minute as until from landed.jira__issue_counts
"""
OF_STANDING_ISSUE = "it.issue_id not in (select issue_id from gate.departed_issues)"
NOT_DELETED = """not exists (
    select 1 from landed.jira__deletions as gone
    where gone.entity = 'worklog' and gone.entity_id = it.worklog_id
    and gone._batch_id >= it._batch_id
)"""
# What leaves with its issue, and by itself.
STANDING = {
    "issues": OF_STANDING_ISSUE,
    "issue_changes": OF_STANDING_ISSUE,
    "worklogs": f"{OF_STANDING_ISSUE} and {NOT_DELETED}",
}

CLAIMED = """
create or replace view gate.claimed_jira_projects as
select distinct upper(jira_project_key) as jira_project_key
from (
    select unnest(regexp_split_to_array(jira_project_keys, '[,;\\s]+')) as jira_project_key
    from gate.named_projects
)
where jira_project_key <> ''
"""
CONVERTIBLE = """
create or replace view gate.convertible as
select from_currency as currency, min("date") as since
from finance.fx_rates, gate.today where to_currency = base_currency and rate > 0 group by all
union all
select to_currency as currency, min("date") as since
from finance.fx_rates, gate.today where from_currency = base_currency and rate > 0 group by all
union all
select base_currency as currency, date '0001-01-01' as since from gate.today
"""


def judged_sources(runtime: Runtime) -> list[str]:
    """Return the sources that are on, and those off that have landed: the models read both."""
    return [
        source
        for source in SOURCES
        if getattr(runtime.settings, source).enabled or last(runtime.home.landing, source)
    ]


class LandingDatabase:
    """The scratch database below `path`; `tables` are those that landed."""

    def __init__(self, path: Path, runtime: Runtime) -> None:
        self.path = path
        self._home = runtime.home
        self._root = runtime.home.landing
        self._settings = runtime.settings
        # Listed once, so that all tables are judged as of one moment.
        self._judged = {name: live(self._root, name) for name in judged_sources(runtime)}
        self.tables: list[LandedName] = []
        self._knows_departures = False

    def build(
        self,
        today: date,
        base_currency: str,
        planned_value: str,
        only: Collection[LandedName] = (),
    ) -> None:
        """Create the current tables (all, or `only` some) and what promises compare with."""
        with self.connect() as connection:
            connection.execute("create schema landed; create schema gate")
            connection.execute(
                "create table gate.quarantined "
                "(source varchar, table_name varchar, batch_id varchar, row_number bigint)"
            )
            superseded.prepare(connection)
            connection.execute("create table gate.settled as select null::timestamptz as until")
            for source in self._judged:
                self._load_source(connection, source, only)
            self._load_today(connection, today, base_currency, planned_value)

    def connect(self) -> duckdb.DuckDBPyConnection:
        """Open the scratch database for writing; times are UTC."""
        connection = duckdb.connect(str(self.path))
        connection.execute("set timezone = 'UTC'")
        return connection

    def has_rejects(self, source: str) -> bool:
        """Return whether `source` has landed a table of unreadable rows."""
        return bool(self._files(source, REJECTS))

    def rebuild(self, connection: duckdb.DuckDBPyConnection, name: LandedName) -> None:
        """Create the current rows of one table anew, without those in `gate.quarantined`."""
        view = f"{name.source}__{name.table}"
        key = ", ".join(f'it."{column}"' for column in name.key)
        words = {
            "relation": name.relation,
            "view": view,
            "source": name.source,
            "table": name.table,
            "key": key,
            "accepted": ACCEPTED.format(source=name.source, table=name.table),
        }
        if name.is_file:
            columns = self._columns(connection, view)
            content = ", ".join(f'it."{column}"' for column in columns)
            outer = ", ".join(f'"{column}"' for column in name.key)
            text = CURRENT_FILE.format(**{**words, "key": outer, "content": content})
        else:
            standing = STANDING.get(name.table, "true") if self._knows_departures else "true"
            text = CURRENT_API.format(**words, standing=standing)
        connection.execute(text)
        if name.source == "registers" and name.table in MEMBERS:
            zone = self._settings.organisation.time_zone
            connection.execute(named(name.table, words["accepted"], zone))

    def _columns(self, connection: duckdb.DuckDBPyConnection, view: str) -> list[str]:
        """Return the business columns of a landed view."""
        rows = connection.execute(f"describe landed.{view}").fetchall()
        lineage = {*LINEAGE, *FILE_LINEAGE}
        return [name for name, *_ in rows if name not in lineage]

    def _load_source(
        self, connection: duckdb.DuckDBPyConnection, source: str, only: Collection[LandedName]
    ) -> None:
        connection.execute(f"create schema {source}")
        wanted = [name for name in names_of(source) if not only or name in only]
        present = [name for name in wanted if self._files(source, name.table)]
        self._view(connection, source, ("files", REJECTS, *(name.table for name in present)))
        if self._files(source, "files"):
            superseded.keep_out(connection, self._home, source)
        if {LandedName("jira", "deletions"), LandedName("jira", "issues")} <= set(present):
            connection.execute(VERDICTS)
            connection.execute(DEPARTED)
            self._knows_departures = True
        if LandedName("jira", "issue_counts") in present:
            connection.execute(SETTLED)
        for name in present:
            self.rebuild(connection, name)
            self.tables.append(name)

    def _view(
        self, connection: duckdb.DuckDBPyConnection, source: str, tables: Iterable[str]
    ) -> None:
        for table in tables:
            files = self._files(source, table)
            if files:
                text = LANDED.format(view=f"{source}__{table}", files=", ".join(files))
                connection.execute(text)

    def _files(self, source: str, table: str) -> list[str]:
        """Return the files of a landed table, as SQL text; empty if it has none."""
        landed = self._judged.get(source)
        paths = landed.paths(table) if landed else []
        return ["'" + str(path).replace("'", "''") + "'" for path in paths]

    def _load_today(
        self,
        connection: duckdb.DuckDBPyConnection,
        today: date,
        base_currency: str,
        planned_value: str,
    ) -> None:
        names = {str(name) for name in self.tables}
        connection.execute(
            "create table gate.today as select cast(? as date) as as_of, ? as base_currency, "
            "? as planned_value, cast(null as date) as portfolio_start",
            [today, base_currency, planned_value],
        )
        if "registers.projects" in names:
            connection.execute(CLAIMED)
            connection.execute(
                "update gate.today set portfolio_start = "
                "(select min(start_baseline) from registers.projects "
                "where start_baseline >= cast(? as date))",
                [EARLIEST],
            )
        if "finance.fx_rates" in names:
            connection.execute(CONVERTIBLE)
        create_timesheet_views(connection, names, self._settings)
