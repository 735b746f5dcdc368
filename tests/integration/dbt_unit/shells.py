"""The warehouse's tables without their rows and constraints, for faults to be planted in."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

# The path of a landing may hold an apostrophe, written twice.
LANDED = re.compile(
    r"read_parquet\(\s*\[\s*'(?:[^']|'')*?/landing/(\w+)/(\w+)/.*?\)(?=\s*\))", re.DOTALL
)


@dataclass(frozen=True)
class Put:
    """A row for `table`; a column that is not named is empty."""

    table: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """Rows of which a test must tell, or, where `is_fault` is false, must not."""

    what: str
    rows: tuple[Put, ...]
    is_fault: bool = True


class Shells:
    """Tables of one name and shape with those of `real`, and with the landing's, all empty."""

    def __init__(self, real: duckdb.DuckDBPyConnection) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("set TimeZone = 'UTC'")
        self.connection.execute("attach ':memory:' as build")
        self.schemas: dict[str, str] = {}
        self.types: dict[str, dict[str, str]] = {}
        columns = real.execute(
            "select schema_name, table_name, column_name, data_type from duckdb_columns() "
            "where not internal order by all"
        ).fetchall()
        for schema, table, column, kind in columns:
            self.schemas[table] = f"build.{schema}"
            self.types.setdefault(table, {})[column] = kind
        for table in self.types:
            self._make(table)

    def _make(self, table: str) -> None:
        columns = ", ".join(f'"{name}" {kind}' for name, kind in self.types[table].items())
        self.connection.execute(f"create schema if not exists {self.schemas[table]}")
        self.connection.execute(f"create table {self.schemas[table]}.{table} ({columns})")

    def over_shells(self, query: str) -> str:
        """Return `query` reading each landing table from a table of its shape, not its files."""

        def shell(found: re.Match[str]) -> str:
            table = f"landed_{found[1]}_{found[2]}"
            if table not in self.types:
                shape = self.connection.execute(f"describe from {found[0]}").fetchall()
                self.schemas[table] = "build.landed"
                self.types[table] = {name: kind for name, kind, *_ in shape}
                self._make(table)
            return f"build.landed.{table}"

        return LANDED.sub(shell, query)

    def rows_of(self, query: str, given: Iterable[Put]) -> int:
        """Return how many rows `query` finds where `given` are all there is."""
        self.connection.execute("begin")
        try:
            for put in given:
                names = ", ".join(f'"{name}"' for name in put.values)
                marks = ", ".join("?" for _ in put.values)
                self.connection.execute(
                    f"insert into {self.schemas[put.table]}.{put.table} ({names}) values ({marks})",
                    list(put.values.values()),
                )
            return len(self.connection.execute(query).fetchall())
        finally:
            self.connection.execute("rollback")
