"""The same build on a standalone cluster, and through a Thrift server."""

import duckdb
import pytest

from tests.spark.conftest import SMALL, landed_home, run, spark_settings
from tests.spark.servers import cluster, thrift_server

pytestmark = pytest.mark.timeout(1200)

# A mart with decimals, exchange rates and fiscal periods, and all that it needs.
MART = "fct_budget"


def build(home, **spark):
    run(
        home,
        "-m",
        "warehouse",
        "build",
        "--select",
        f"+{MART}",
        "--indirect-selection",
        "buildable",  # no test that needs a table beside them
        "--exclude-resource-type",
        "unit_test",
        settings=spark_settings(**spark),
    )


def differing_rows(duckdb_home, tables):
    """Return the rows of the mart that only DuckDB has, and those that only Spark has."""
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(
            f"attach '{duckdb_home / 'warehouse' / 'portfolio.duckdb'}' as d (read_only)"
        )
        parquet = f"read_parquet('{tables / 'marts.db' / MART}/*.parquet')"
        return [
            connection.execute(f"from {one} except all from {other}").fetchall()
            for one, other in ((f"d.marts.{MART}", parquet), (parquet, f"d.marts.{MART}"))
        ]


def test_a_master_and_two_workers_build_what_duckdb_builds(duckdb_home, tmp_path):
    home = landed_home(duckdb_home, tmp_path / "home")
    with cluster(tmp_path, workers=2) as master:
        build(
            home,
            master=master,
            settings=SMALL | {"spark.executor.memory": "900m", "spark.cores.max": "2"},
        )

    assert differing_rows(duckdb_home, home / "warehouse" / "spark") == [[], []]
    assert [bool(list(tmp_path.glob(f"worker-{number}/app-*/*"))) for number in (0, 1)] == [
        True,
        True,
    ]


def test_a_thrift_server_builds_what_duckdb_builds_and_builds_it_again(duckdb_home, tmp_path):
    home, tables = landed_home(duckdb_home, tmp_path / "home"), tmp_path / "tables"
    with thrift_server(tables, SMALL) as address:
        build(home, thrift=address, folder=str(tables))
        build(home, thrift=address, folder=str(tables))

    assert differing_rows(duckdb_home, tables) == [[], []]
