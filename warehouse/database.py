"""Small DuckDB helpers: quoting, attaching, copying a schema with its constraints and comments."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

# Every BI driver in use reads this storage version; newer ones are unreadable to most.
STORAGE_VERSION = "v1.5.0"
# The schemas that are published, and nothing else is.
MARTS, QUALITY = "marts", "quality"


def quoted(name: str) -> str:
    """Return `name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return `text` as an SQL string literal, for statements that take no parameters."""
    return "'" + text.replace("'", "''") + "'"


@contextmanager
def open_new(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Create the database `path` (an old one is removed) and close it in the end.

    The file is the connection's current database, attached as `target`.
    """
    for stale in (path, path.with_name(f"{path.name}.wal")):
        stale.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(
            f"attach {literal(str(path))} as target (storage_version {literal(STORAGE_VERSION)})"
        )
        connection.execute("use target")
        yield connection
        connection.execute("use memory")
        connection.execute("detach target")


def tables_of(connection: duckdb.DuckDBPyConnection, database: str, schema: str) -> dict[str, str]:
    """Return the tables of `database.schema` with the statement that creates each."""
    rows = connection.execute(
        "select table_name, sql from duckdb_tables() "
        "where database_name = ? and schema_name = ? order by table_name",
        [database, schema],
    ).fetchall()
    return dict(rows)


def copy_schema(
    connection: duckdb.DuckDBPyConnection, source: str, target: str, schema: str
) -> list[str]:
    """Copy every table of `source.schema` to `target`, with constraints and comments.

    `target` must be the current database. Returns the names of the tables copied.
    """
    connection.execute(f"create schema if not exists {quoted(schema)}")
    tables = tables_of(connection, source, schema)
    for table, statement in tables.items():
        place = f"{quoted(schema)}.{quoted(table)}"
        connection.execute(statement)
        connection.execute(f"insert into {place} select * from {quoted(source)}.{place}")
    for table, comment in connection.execute(
        "select table_name, comment from duckdb_tables() "
        "where database_name = ? and schema_name = ? and comment is not null",
        [source, schema],
    ).fetchall():
        connection.execute(
            f"comment on table {quoted(target)}.{quoted(schema)}.{quoted(table)} "
            f"is {literal(comment)}"
        )
    for table, column, comment in connection.execute(
        "select table_name, column_name, comment from duckdb_columns() "
        "where database_name = ? and schema_name = ? and comment is not null",
        [source, schema],
    ).fetchall():
        connection.execute(
            f"comment on column {quoted(target)}.{quoted(schema)}.{quoted(table)}"
            f".{quoted(column)} is {literal(comment)}"
        )
    return list(tables)
