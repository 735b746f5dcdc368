"""Every mart of the demo, built by DuckDB and by Spark, cell by cell."""

import duckdb
import pytest

from warehouse.database import literal, quoted

# Two nights of the demo stand behind the first test, one of them on Spark.
pytestmark = pytest.mark.timeout(1800)


@pytest.fixture(scope="module")
def both(duckdb_home, spark_home):
    """Return a connection with the two published warehouses attached as `d` and `s`."""
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        for name, home in {"d": duckdb_home, "s": spark_home}.items():
            path = home / "warehouse" / "portfolio.duckdb"
            connection.execute(f"attach {literal(str(path))} as {name} (read_only)")
        yield connection


def columns_of(connection, database, table):
    return connection.execute(
        "select column_name, data_type, is_nullable, comment from duckdb_columns() "
        "where database_name = ? and schema_name = 'marts' and table_name = ? "
        "order by column_index",
        [database, table],
    ).fetchall()


def marts_of(connection, database):
    return connection.execute(
        "select table_name from duckdb_tables() "
        "where database_name = ? and schema_name = 'marts' order by 1",
        [database],
    ).fetchall()


def differing_cells(connection, table, columns):
    """Return up to three values a column that only one side has: (column, DuckDB's, Spark's)."""
    found = []
    for name in columns:
        one, other = (
            connection.execute(
                f"select {name} from {a}.marts.{table} except all "
                f"select {name} from {b}.marts.{table} order by 1 limit 3"
            ).fetchall()
            for a, b in (("d", "s"), ("s", "d"))
        )
        if one or other:
            found.append((name, [str(row[0]) for row in one], [str(row[0]) for row in other]))
    return found


def test_both_engines_publish_the_same_marts(both):
    assert marts_of(both, "d") == marts_of(both, "s")
    assert len(marts_of(both, "d")) > 30


def test_every_mart_has_the_same_columns_types_constraints_and_comments(both):
    differing = [
        table
        for (table,) in marts_of(both, "d")
        if columns_of(both, "d", table) != columns_of(both, "s", table)
    ]
    assert differing == []


def test_every_mart_holds_the_same_rows_value_for_value(both):
    problems = {}
    for (name,) in marts_of(both, "d"):
        table = quoted(name)
        columns = [quoted(each[0]) for each in columns_of(both, "d", name)]
        listed = ", ".join(columns)
        only = [
            both.execute(
                f"select count(*) from (select {listed} from {a}.marts.{table} "
                f"except all select {listed} from {b}.marts.{table})"
            ).fetchone()[0]
            for a, b in (("d", "s"), ("s", "d"))
        ]
        if any(only):
            problems[name] = (only, differing_cells(both, table, columns))
    assert not problems, "\n".join(
        f"{name}: {only[0]} rows only from DuckDB, {only[1]} only from Spark"
        + "".join(f"\n  {column}: {one} and {other}" for column, one, other in cells)
        for name, (only, cells) in problems.items()
    )


def test_no_mart_of_the_comparison_is_empty(both):
    empty = {
        name
        for (name,) in marts_of(both, "d")
        if not both.execute(f"select count(*) from s.marts.{quoted(name)}").fetchone()[0]
    }
    assert empty == set()
