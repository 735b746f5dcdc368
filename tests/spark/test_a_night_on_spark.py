"""What follows a build does not know which engine built."""

import duckdb
import pytest

# Two nights of the demo stand behind the first test, one of them on Spark.
pytestmark = pytest.mark.timeout(1800)


@pytest.fixture
def published(spark_home):
    path = spark_home / "warehouse" / "portfolio.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


def test_the_tests_of_the_models_ran_on_spark_and_passed(published):
    rows = published.execute(
        "select status, count(*) from quality.dbt_results where resource_type = 'test' group by 1"
    ).fetchall()
    assert [status for status, _ in rows] == ["pass"]
    assert rows[0][1] > 200


def test_the_publish_gate_audited_what_spark_built(published):
    suites = published.execute(
        "select count(distinct table_name) from quality.expectation_results where is_kept"
    ).fetchone()[0]
    assert suites > 30


def test_reports_are_written_from_it_and_say_what_the_others_say(duckdb_home, spark_home):
    pages = [
        home / "reports" / "performance" / "2026-06-29" / "en" for home in (duckdb_home, spark_home)
    ]
    one, other = (sorted(path.name for path in page.iterdir()) for page in pages)
    assert one == other
    assert one


def test_spark_leaves_its_tables_as_parquet_below_the_home(spark_home):
    folder = spark_home / "warehouse" / "spark" / "marts.db" / "fct_issue"
    assert list(folder.glob("*.parquet"))
