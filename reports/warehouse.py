"""The published warehouse as reports see it: read-only, one version, never the build file."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from pmo.errors import OperatorError
from pmo.home import Home

Row = dict[str, Any]


class NothingPublishedError(OperatorError):
    """There is no published warehouse to report from."""


@dataclass(frozen=True)
class Version:
    """Which warehouse a report was made from; every report prints it."""

    version_id: str
    as_of: date
    built_at: datetime
    previous_version_id: str | None


class Warehouse:
    """One open, read-only connection to the published file."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        connection.execute("set timezone = 'UTC'")
        found = self.rows(
            "select version_id, as_of, built_at, previous_version_id from quality.version"
        )
        if not found:
            raise NothingPublishedError("quality.version is empty; publish the warehouse again")
        self.version = Version(**found[0])

    @classmethod
    def open(cls, home: Home) -> Self:
        """Open what readers see now; raise `NothingPublishedError` when there is nothing."""
        path: Path = home.portfolio
        if not path.exists():
            raise NothingPublishedError(
                f"{path} does not exist; run `pmo run` to publish a warehouse"
            )
        # The path is a link that the next publish switches: open the file it names at this moment.
        return cls(duckdb.connect(str(path.resolve()), read_only=True))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def rows(self, sql: str, **parameters: Any) -> list[Row]:
        """Return the rows of `sql` as dictionaries; `$name` in it takes `parameters[name]`."""
        cursor = self._connection.execute(sql, parameters or None)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def one(self, sql: str, **parameters: Any) -> Row:
        """Return the first row of `sql`, or an empty dictionary."""
        found = self.rows(sql, **parameters)
        return found[0] if found else {}

    def has(self, schema: str, table: str) -> bool:
        """Return whether the published file carries `schema.table`."""
        return bool(
            self.rows(
                "select 1 from information_schema.tables "
                "where table_schema = $schema and table_name = $table",
                schema=schema,
                table=table,
            )
        )

    def is_empty(self, mart: str) -> bool:
        """Return whether `marts.<mart>` has no rows: its input is not kept here."""
        relation = self._connection.table(f"marts.{mart}")
        return relation.limit(1).fetchone() is None
