"""Gather what the candidate is compared with: the landing, the register, what is published."""

from pathlib import Path

import duckdb

from expectations.landing_database import ACCEPTED, LandingDatabase
from expectations.local_day import local_day
from expectations.suites.published import MARTS, CandidateFacts, LandedSum
from expectations.tables import LandedName
from pmo.runtime import Runtime

COLUMNS = """select table_name, column_name, data_type from duckdb_columns()
where schema_name = ? and database_name = current_database()
order by table_name, column_index"""
TABLES = """select table_name from duckdb_tables()
where schema_name = ? and database_name = current_database()"""
KEPT_OUT = """insert into gate.quarantined
select source, table_name, batch_id, row_number from read_parquet(?)
where disposition = 'quarantined' and row_number is not null"""
# What the marts tell by the deliveries up to the as-of day; the first day's have always stood.
SPEAK_OF_THEIR_DAY = (LandedName("finance", "commitments"), LandedName("registers", "projects"))
AS_OF = """
create or replace table {relation} as
with dated as (
    select
        file_name, _batch_id, {day} as delivered_on,
        min(delivered_on) over () as first_delivered_on
    from landed.{source}__files where table_name = '{table}'
),
standing as (
    select file_name, max(_batch_id) as _batch_id from dated, gate.today
    where delivered_on <= as_of or delivered_on = first_delivered_on group by file_name
)
select it.* from landed.{source}__{table} as it
inner join standing on it._source_file = standing.file_name and it._batch_id = standing._batch_id
where {accepted}
qualify row_number() over (
    partition by {keys} order by it._batch_id desc, it._row_number desc
) = 1
"""
# As the marts: what is dated after the as-of day has not happened yet.
SUMS = {
    "fct_cost": """
        select 'actual' as part, currency, sum(amount), count(*)
        from finance.actuals, gate.today where posting_date <= as_of group by all
        union all
        select 'commitment' as part, currency, sum(amount), count(*)
        from finance.commitments, gate.today where order_date <= as_of group by all
        order by all
    """,
    "fct_budget": """
        select version as part, currency, sum(amount), count(*)
        from finance.budgets, gate.today where version_date <= as_of
        group by all order by all
    """,
}
COUNT = 'select count(*) from marts."{table}"'
CURRENT_AS_OF = "select max(as_of_date) from marts.fct_portfolio_health where is_current"


def gather(runtime: Runtime, scratch: Path) -> CandidateFacts:
    """Return the facts for tonight's candidate; `scratch` is a file of this gate's own."""
    database = LandingDatabase(scratch, runtime)
    settings = runtime.settings
    database.build(
        runtime.clock.today(),
        settings.organisation.base_currency,
        settings.registers.planned_value,
        only=(
            LandedName("finance", "actuals"),
            LandedName("finance", "commitments"),
            LandedName("finance", "budgets"),
            LandedName("registers", "projects"),
        ),
    )
    landed = set(database.tables)
    with database.connect() as connection:
        _without_quarantined(connection, runtime, database)
        for name in landed.intersection(SPEAK_OF_THEIR_DAY):
            _as_of(connection, name, settings.organisation.time_zone)
        sums = {
            mart: [LandedSum(*row) for row in connection.execute(query).fetchall()]
            for mart, query in SUMS.items()
            if LandedName("finance", "budgets") in landed
        }
        codes: tuple[str, ...] = ()
        if LandedName("registers", "projects") in landed:
            query = "select distinct project_code from registers.projects order by project_code"
            codes = tuple(code for (code,) in connection.execute(query).fetchall())
    return CandidateFacts(
        as_of=runtime.clock.today(),
        columns=_columns(runtime.home.candidate),
        published_rows=_published_rows(runtime),
        sums=sums,
        project_codes=codes,
    )


def _without_quarantined(
    connection: duckdb.DuckDBPyConnection, runtime: Runtime, database: LandingDatabase
) -> None:
    path = runtime.home.quarantine / "current.parquet"
    if path.exists():
        connection.execute(KEPT_OUT, [str(path)])
        for name in database.tables:
            database.rebuild(connection, name)


def _as_of(connection: duckdb.DuckDBPyConnection, name: LandedName, zone: str) -> None:
    words = {"relation": name.relation, "source": name.source, "table": name.table}
    connection.execute(
        AS_OF.format(
            **words,
            day=local_day("_extracted_at", zone),
            accepted=ACCEPTED.format(**words),
            keys=", ".join(f'it."{column}"' for column in name.key),
        )
    )


def _columns(path: Path) -> dict[str, dict[str, str]]:
    columns: dict[str, dict[str, str]] = {}
    with duckdb.connect(str(path), read_only=True) as connection:
        for table, column, kind in connection.execute(COLUMNS, [MARTS]).fetchall():
            columns.setdefault(table, {})[column] = kind
    return columns


def _published_rows(runtime: Runtime) -> dict[str, int]:
    """Return rows by table of what BI reads; nothing when it reports a later day than tonight."""
    path = runtime.home.portfolio
    if not path.exists():
        return {}
    with duckdb.connect(str(path.resolve()), read_only=True) as connection:
        tables = [name for (name,) in connection.execute(TABLES, [MARTS]).fetchall()]
        if "fct_portfolio_health" in tables:
            row = connection.execute(CURRENT_AS_OF).fetchone()
            if row and row[0] and row[0] > runtime.clock.today():
                return {}
        return {name: _count(connection, name) for name in tables}


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(COUNT.format(table=table)).fetchone()
    return int(row[0]) if row else 0
