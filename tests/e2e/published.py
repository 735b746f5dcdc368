"""What two published warehouses say, table by table, so that they can be compared."""

from collections import Counter
from pathlib import Path

import duckdb

# Durations, batch ids, comparisons with the version before, and whether Jira's issues were counted
# by a census or by its own count differ between two runs that say the same.
NOT_COMPARED = {"dbt_results", "expectation_results", "freshness", "reconciliation", "version"}


def portfolio(home: Path) -> Path:
    return home / "warehouse" / "portfolio.duckdb"


def version_of(home: Path) -> str:
    with duckdb.connect(str(portfolio(home)), read_only=True) as connection:
        return connection.execute("select version_id from quality.version").fetchone()[0]


def content_of(home: Path) -> dict[str, list[tuple]]:
    """Return every published row that does not name a batch, sorted, by table."""
    with duckdb.connect(str(portfolio(home)), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() "
            "where database_name not in ('system', 'temp')"
        ).fetchall()
        said = {}
        for schema, table in tables:
            if table in NOT_COMPARED:
                continue
            columns = [
                f'cast("{name}" as varchar)'
                for (name,) in connection.execute(
                    "select column_name from duckdb_columns() "
                    "where schema_name = ? and table_name = ? and column_name <> 'batch_id' "
                    "order by column_index",
                    [schema, table],
                ).fetchall()
            ]
            rows = connection.execute(f"select {', '.join(columns)} from {schema}.{table}")
            said[f"{schema}.{table}"] = sorted(rows.fetchall(), key=repr)
    return said


def differences(one: dict[str, list[tuple]], other: dict[str, list[tuple]]) -> dict[str, tuple]:
    """Return, by table, the first row that only one of two published warehouses has."""
    found = {}
    for table in sorted(one.keys() | other.keys()):
        here, there = Counter(one.get(table, [])), Counter(other.get(table, []))
        if table not in one or table not in other or here != there:
            found[table] = (
                min(here - there, default=None, key=repr),
                min(there - here, default=None, key=repr),
            )
    return found
