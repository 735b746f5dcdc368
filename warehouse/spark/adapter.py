"""The dbt adapter `duckspark`: dbt-spark, given models that are written in DuckDB's SQL.

`adapter.to_spark(sql)` is what its macros (dbt_project/macros/spark) turn a model or a test with.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dbt.adapters.base import available
from dbt.adapters.contracts.connection import Connection, ConnectionState
from dbt.adapters.spark import SparkAdapter, SparkConnectionManager, SparkCredentials
from dbt.adapters.spark.session import Connection as SessionConnection
from dbt.adapters.spark.session import Cursor, SessionConnectionWrapper
from dbt_common.exceptions import DbtRuntimeError

from warehouse.spark.session import ANSWERS_ALIKE, open_session


@dataclass
class DuckSparkCredentials(SparkCredentials):
    """Those of dbt-spark, with a session that answers as DuckDB does."""

    def __post_init__(self) -> None:
        super().__post_init__()
        given: dict[str, str] = dict(getattr(self, "server_side_parameters", {}))
        # Last, for dbt-spark switches off ANSI; DuckDB fails aloud on overflow and bad text.
        self.server_side_parameters = {**given, **ANSWERS_ALIKE}

    @property
    def type(self) -> str:
        """Return the name that profiles give the adapter."""
        return "duckspark"


class _Cursor(Cursor):
    def execute(self, sql: str, *parameters: Any) -> None:
        from pyspark.errors import PySparkException

        try:
            self._df = open_session(self.server_side_parameters).sql(
                sql % parameters if parameters else sql
            )
        except PySparkException as error:
            # The first line says what is wrong; the plan that follows fills pages.
            raise DbtRuntimeError(str(error).strip().split("\n", 1)[0]) from error


class _Session(SessionConnection):
    def cursor(self) -> Cursor:
        return _Cursor(server_side_parameters=self.server_side_parameters)


class DuckSparkConnectionManager(SparkConnectionManager):
    """Opens a session of this process's own, or what dbt-spark opens."""

    TYPE = "duckspark"

    @classmethod
    def open(cls, connection: Connection) -> Connection:
        """Open `connection` as its credentials' method says."""
        credentials = connection.credentials
        if credentials.method != "session" or connection.state == ConnectionState.OPEN:
            return super().open(connection)
        connection.handle = SessionConnectionWrapper(
            _Session(server_side_parameters=credentials.server_side_parameters)
        )
        connection.state = ConnectionState.OPEN
        return connection


class DuckSparkAdapter(SparkAdapter):
    """dbt-spark's adapter with what the project's macros ask of it."""

    ConnectionManager = DuckSparkConnectionManager

    @available
    def to_spark(self, sql: str) -> str:
        """Return one query of DuckDB's dialect in Spark's."""
        from warehouse.spark.translate import to_spark

        return to_spark(sql)

    @available
    def list_landing(self, landing: str) -> list[tuple[str, str, str]]:
        """Decide which files of the landing count; return (source, batch id, time) of its batches.

        Later calls of `landed_files` answer from this listing.
        """
        from warehouse.spark.landing import list_landing

        self._listing = list_landing(Path(landing))
        return self._listing.batches

    @available
    def landed_files(self, source: str, table: str) -> list[str]:
        """Return the files of a landing table, relative to the landing; [] if there is none."""
        return self._listing.files.get((source, table), [])
