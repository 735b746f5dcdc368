import importlib.util

import duckdb
import pytest
from great_expectations.execution_engine import sqlalchemy_execution_engine as engine_module

from expectations.duckdb_source import open_source
from expectations.errors import BrokenPromiseQueryError
from expectations.promises import Rows


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "some.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema finance")
        connection.execute(
            "create table finance.actuals as select 'b1' as _batch_id, range as _row_number, "
            "cast(range as decimal(18, 2)) as amount from range(300)"
        )
    return path


def test_gx_still_needs_the_private_tuple_and_still_calls_it_so():
    """When this fails, GX changed: drop the shim if it brings DuckDB, else follow the new name."""
    names = {each.value for each in engine_module._PERSISTED_CONNECTION_DIALECTS}
    module = engine_module.__name__.replace(
        "sqlalchemy_execution_engine", "duckdb_execution_engine"
    )

    assert {"sqlite", "mssql"} <= names
    assert "duckdb" not in {each.value for each in engine_module.GXSqlDialect}
    assert importlib.util.find_spec(module) is None


def test_expectations_are_evaluated_by_duckdb(database):
    promise = Rows("actuals").between("amount", 0, 297, "why", "fix")
    with open_source(database) as source:
        [outcome] = source.validate("finance", "actuals", [promise.expectation(0)])

        assert source.dialect == "duckdb"
    assert outcome.result["element_count"] == 300
    assert [each["_row_number"] for each in outcome.result["unexpected_index_list"]] == [298, 299]


def test_the_file_is_free_for_writing_afterwards(database):
    promise = Rows("actuals").filled("amount", "why", "fix")
    with open_source(database) as source:
        source.validate("finance", "actuals", [promise.expectation(0)])

    with duckdb.connect(str(database)) as connection:
        connection.execute("create table finance.other (id integer)")
    assert sorted(path.name for path in database.parent.iterdir()) == ["some.duckdb"]


def test_the_file_is_free_after_an_error_too(database):
    promise = Rows("actuals").never("wrong", "amount", "no_such_column > 0", "why", "fix")
    with (
        pytest.raises(BrokenPromiseQueryError, match=r"finance\.actuals.*no_such_column"),
        open_source(database) as source,
    ):
        source.validate("finance", "actuals", [promise.expectation(0)])

    duckdb.connect(str(database)).close()


def test_a_source_cannot_write(database):
    with (
        open_source(database) as source,
        source._datasource.get_engine().connect() as connection,
        pytest.raises(Exception, match="read-only"),
    ):
        connection.exec_driver_sql("create table finance.other (id integer)")
