"""The words of the translation; tests/spark holds its values to DuckDB's, where there is Spark."""

import pytest

from warehouse.spark.translate import to_spark


@pytest.mark.parametrize(
    ("duckdb", "spark"),
    [
        ("select a / b from t", "SELECT CAST(a AS DOUBLE) / CAST(b AS DOUBLE) FROM t"),
        ("select avg(x) from t", "SELECT (CAST(SUM(x) AS DOUBLE) / COUNT(x)) FROM t"),
        ("select cast(1 as integer)", "SELECT CAST(1 AS INT)"),
        ("select cast(1.5 as integer)", "SELECT CAST(ROUND(1.5) AS INT)"),
        ("select cast(1.5e0 as integer)", "SELECT CAST(RINT(1.5e0) AS INT)"),
        ("select cast(x as timestamp) from t", "SELECT CAST(x AS TIMESTAMP) FROM t"),
        ("select x from t order by x", "SELECT x FROM t ORDER BY x NULLS LAST"),
        (
            "select * from t qualify row_number() over (order by x) = 1",
            "SELECT * FROM t QUALIFY ROW_NUMBER() OVER (ORDER BY x NULLS LAST) = 1",
        ),
        (
            "with a as (with b as (select 1 as n) select * from b) select * from a",
            "WITH a AS (WITH b AS (SELECT 1 AS n) SELECT * FROM b) SELECT * FROM a",
        ),
        ("select a = not b from t", "SELECT a = (NOT b) FROM t"),
        ("select a and not b from t", "SELECT a AND NOT b FROM t"),
        ('select * from parquet."/a/{b,c}"', "SELECT * FROM parquet.`/a/{b,c}`"),
    ],
)
def test_a_statement_of_duckdb_becomes_one_of_spark(duckdb, spark):
    assert to_spark(duckdb) == spark


def test_a_double_is_rounded_by_its_binary_value():
    assert (
        to_spark("select cast(cast(x as double) as decimal(18, 2)) from t")
        == "SELECT CAST((ROUND((CAST(x AS DOUBLE)) * 1e2, 0) / 1e2) AS DECIMAL(18, 2)) FROM t"
    )


def test_of_a_column_spark_is_asked_whether_it_is_a_double():
    assert to_spark("select cast(x as integer) from t") == (
        "SELECT IF(TYPEOF(x) = 'double', CAST(RINT(x) AS INT), CAST(ROUND(x) AS INT)) FROM t"
    )
