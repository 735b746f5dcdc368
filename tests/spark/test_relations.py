"""What dbt asks Spark to make is made as it was described."""

from types import SimpleNamespace

import pytest

from tests.spark.macros import Macros
from warehouse.spark.translate import to_spark

WORDS = 'Who\'s in \\d, and\nwhy "not"'


class Config(SimpleNamespace):
    """A model's configuration."""

    def get(self, name, default=None):
        return getattr(self, name, default)


class Adapter:
    """What the project's adapter does for its macros."""

    types = ("bigint", "string", "string")

    def to_spark(self, sql):
        return to_spark(sql)

    def convert_type(self, _table, number):
        return self.types[number]


@pytest.fixture
def dbt(session):
    """Return the macros as a model with a contract sees them, and what it runs, which is run."""
    columns = {
        "amount": SimpleNamespace(name="amount", data_type="decimal(18, 2)"),
        "day": SimpleNamespace(name="day", data_type="date"),
    }
    macros = Macros("spark")
    macros.know(
        adapter=Adapter(),
        this="of_model",
        config=Config(contract=SimpleNamespace(enforced=True), persist_docs={"relation": True}),
        model=SimpleNamespace(description=WORDS, columns=columns),
        comment_clause=macros.spark__comment_clause,
        statement=lambda name, caller: session.sql(caller()) and "",
    )
    yield macros
    for kind, name in (("table", "of_model"), ("view", "of_view"), ("table", "of_seed")):
        session.sql(f"drop {kind} if exists {name}")


def test_a_table_has_the_columns_and_types_of_its_contract_and_its_description(session, dbt):
    dbt_sql = "select date '2026-06-30' as day, cast(3.5e0 as integer) as amount, 1 as more"
    session.sql(dbt.spark__create_table_as(False, "of_model", dbt_sql))

    made = session.table("of_model")
    assert [(each.name, each.dataType.simpleString()) for each in made.schema] == [
        ("amount", "decimal(18,2)"),
        ("day", "date"),
    ]
    assert str(made.collect()[0]["amount"]) == "4.00"
    assert session.catalog.getTable("of_model").description == WORDS.replace("\n", " ")


def test_a_view_is_in_sparks_words_and_has_its_description(session, dbt):
    session.sql(dbt.spark__create_view_as("of_view", "select cast(3.5e0 as integer) as n"))

    assert session.table("of_view").collect()[0]["n"] == 4
    assert session.catalog.getTable("of_view").description == WORDS.replace("\n", " ")


def test_a_seed_holds_words_as_they_are_and_nothing_where_nothing_stands(session, dbt):
    dbt.know(this="of_seed")
    model = {"config": {"column_types": {"word": "varchar", "share": "decimal(18, 2)"}}}
    rows = [(1, WORDS, "0.5"), (2, None, None), (3, "", "1")]
    table = SimpleNamespace(column_names=("number", "word", "share"), rows=rows)
    dbt.spark__create_csv_table(model, table)

    made = session.table("of_seed")
    assert [each.dataType.simpleString() for each in made.schema] == [
        "bigint",
        "string",
        "decimal(18,2)",
    ]
    told = {
        row["number"]: (row["word"], row["share"] and str(row["share"])) for row in made.collect()
    }
    assert told == {1: (WORDS, "0.50"), 2: (None, None), 3: ("", "1.00")}


def test_a_session_fails_aloud_and_counts_days_by_utc(session):
    assert session.sql("select current_timezone() as zone").collect()[0]["zone"] == "UTC"
    for wrong in ("cast('word' as int)", "cast(3000000000 as int)", "1 / 0"):
        with pytest.raises(Exception, match=r"CAST_INVALID|CAST_OVERFLOW|DIVIDE_BY_ZERO"):
            session.sql(f"select {wrong} as n").collect()


def test_no_profile_talks_a_connection_out_of_failing_aloud():
    from warehouse.spark.adapter import DuckSparkCredentials

    given = {"spark.sql.ansi.enabled": False, "spark.driver.memory": "1g"}
    credentials = DuckSparkCredentials(
        method="session", host="none", schema="main", server_side_parameters=given
    )
    told = credentials.server_side_parameters
    assert (told["spark.sql.ansi.enabled"], told["spark.driver.memory"]) == ("true", "1g")
    assert credentials.type == "duckspark"


@pytest.mark.usefixtures("session")
def test_what_spark_says_of_a_wrong_statement_is_one_line():
    from dbt_common.exceptions import DbtRuntimeError

    from warehouse.spark.adapter import _Cursor

    with pytest.raises(DbtRuntimeError, match="TABLE_OR_VIEW_NOT_FOUND") as failed:
        _Cursor(server_side_parameters={}).execute("select * from no_table")
    assert "\n" not in str(failed.value.msg)


def test_nothing_is_built_on_what_stands_on_spark():
    duckdb, spark = Macros("duckdb"), Macros("spark")
    for macros in (duckdb, spark):
        macros.know(dbt=SimpleNamespace(is_incremental=lambda: True))

    assert (duckdb.is_incremental(), spark.is_incremental()) == (True, False)


def test_a_landing_table_is_read_from_all_of_its_files_whatever_columns_they_have(
    session, tmp_path
):
    for number, select in enumerate(("select 1 as a", "select 2 as a, 'x' as b")):
        session.sql(select).write.parquet(f"{tmp_path}/jira/issues/batch={number}")
    files = ["jira/issues/batch=0/*.parquet", "jira/issues/batch=1/*.parquet"]
    macros = Macros("spark", landing=str(tmp_path))
    macros.know(adapter=SimpleNamespace(landed_files=lambda source, table: files))

    told = session.sql(to_spark(macros.spark__landed_rows("jira", "issues"))).collect()
    assert sorted((row["a"], row["b"]) for row in told) == [(1, None), (2, "x")]
