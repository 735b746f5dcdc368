"""Great Expectations on a DuckDB file, evaluated inside the database.

GX 1.24 ships no DuckDB engine, and closes the connection before it fetches unless the dialect is
named in one private tuple. This is the only module that touches it; a test fails on the day that
GX renames the tuple or brings an engine of its own, and then this module shrinks.
"""

import gc
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

import great_expectations as gx
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.execution_engine import sqlalchemy_execution_engine as engine_module

from expectations.errors import BrokenPromiseQueryError

# Which rows broke a promise, as both gates name them.
ROW_INDEX = ("_batch_id", "_row_number")


class _Dialect(str):
    """What GX reads of a member of its dialect enumeration."""

    __slots__ = ()

    @property
    def value(self) -> str:
        return str(self)


def _keep_connection_open() -> None:
    known = engine_module._PERSISTED_CONNECTION_DIALECTS
    if not any(each.value == "duckdb" for each in known):
        engine_module._PERSISTED_CONNECTION_DIALECTS = (*known, _Dialect("duckdb"))


class DuckDBSource:
    """One DuckDB file as a GX data source; every check is SQL that DuckDB runs."""

    def __init__(self, datasource: Any) -> None:
        self._datasource = datasource

    @property
    def dialect(self) -> str:
        """Return the SQL dialect of the engine that evaluates expectations."""
        return str(self._datasource.get_execution_engine().dialect_name)

    def validate(
        self, schema: str, table: str, expectations: Sequence[Any], *, index: bool = True
    ) -> list[Any]:
        """Hold `schema.table` to `expectations`; return GX's results in the order given.

        `index`: results of column expectations carry `unexpected_index_list`, one mapping of
        `ROW_INDEX` a broken row. Raises `BrokenPromiseQueryError` when one cannot be evaluated.
        """
        suite = gx.ExpectationSuite(name=f"{schema}.{table}", expectations=list(expectations))
        asset = self._datasource.add_table_asset(suite.name, table_name=table, schema_name=schema)
        batch = asset.add_batch_definition_whole_table("all").get_batch()
        form: dict[str, Any] = {"result_format": "COMPLETE" if index else "BASIC"}
        if index:
            form |= {"unexpected_index_column_names": list(ROW_INDEX)}
        outcome = batch.validate(suite, result_format=form)
        for each in outcome.results:
            _require_evaluated(schema, table, each)
        by_number = {each.expectation_config.meta["number"]: each for each in outcome.results}
        return [by_number[each.meta["number"]] for each in expectations]


def _require_evaluated(schema: str, table: str, outcome: Any) -> None:
    reports = outcome.exception_info or {}
    nested = [reports] if "raised_exception" in reports else list(reports.values())
    for each in nested:
        if each.get("raised_exception"):
            config = outcome.expectation_config
            raise BrokenPromiseQueryError(
                f"{schema}.{table}: {config.type} {config.kwargs} could not be evaluated: "
                f"{each['exception_message']}"
            )


@contextmanager
def open_source(path: Path) -> Iterator[DuckDBSource]:
    """Open the DuckDB file `path` read-only for GX; every connection is closed in the end."""
    _keep_connection_open()
    gc.freeze()  # so that the collection below walks GX's objects alone, not all of the process
    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(enable=False)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    datasource = context.data_sources.add_sql(
        "warehouse",
        connection_string=f"duckdb:///{path}",
        kwargs={"connect_args": {"read_only": True}},
        create_temp_table=False,
    )
    try:
        yield DuckDBSource(datasource)
    finally:
        datasource.get_execution_engine().close()
        datasource.get_engine().dispose()
        del datasource, context
        gc.collect()  # GX's own cycles hold the last reference to the file
        gc.unfreeze()
