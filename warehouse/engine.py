"""The engine that dbt builds with: DuckDB in this process, or Spark as the settings say.

An engine is prepared before dbt starts, closed when it ends, and leaves the marts in the private
DuckDB file, from which they are audited and published alike.
"""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

from pmo.errors import OperatorError
from pmo.runtime import Runtime


class NoSparkError(OperatorError):
    """The settings ask for Spark, and this environment has none."""


def target_of(runtime: Runtime) -> str:
    """Return the target of `dbt_project/profiles.yml` that the settings choose."""
    settings = runtime.settings.warehouse
    return (
        "spark_thrift" if settings.engine == "spark" and settings.spark.thrift else settings.engine
    )


def spark_folder(runtime: Runtime) -> Path:
    """Return where Spark keeps its tables; every machine of a cluster must see this folder."""
    return runtime.settings.warehouse.spark.folder or runtime.home.warehouse / "spark"


@contextmanager
def prepared(runtime: Runtime) -> Iterator[None]:
    """Set this process up for dbt on the engine of the settings, and close the engine in the end.

    Raises `NoSparkError` where Spark is asked for and missing.
    """
    wanted = {
        "PMO_BUILD_DATABASE": str(runtime.home.build),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "0",
    }
    is_spark = runtime.settings.warehouse.engine == "spark"
    if is_spark:
        _find_spark(runtime)
        wanted |= _spark_environment(runtime)
    with _environment(wanted):
        try:
            yield
        finally:
            _close(is_spark=is_spark)


def collect(runtime: Runtime, nodes: Iterable[Any]) -> None:
    """Bring the marts among dbt's `nodes` into the private DuckDB file, where they are not yet."""
    if runtime.settings.warehouse.engine == "spark":
        from warehouse.spark.collect import collect_marts

        collect_marts(runtime.home.build, spark_folder(runtime), nodes)


def _find_spark(runtime: Runtime) -> None:
    if not all(find_spec(name) for name in ("pyspark", "dbt.adapters.spark")):
        raise NoSparkError(
            "warehouse.engine is spark, and this environment has no Spark. `make spark` makes one "
            "that has: run .venv-spark/bin/pmo, or set warehouse.engine to duckdb"
        )
    if not (runtime.settings.warehouse.spark.thrift or which("java") or "JAVA_HOME" in os.environ):
        raise NoSparkError(
            "warehouse.engine is spark, and there is no Java: install Java 17 (Debian: "
            "openjdk-17-jre-headless) or set JAVA_HOME"
        )
    from warehouse.spark import register

    register()


def _spark_environment(runtime: Runtime) -> dict[str, str]:
    spark = runtime.settings.warehouse.spark
    host, _, port = (spark.thrift or "").partition(":")
    return {
        "PMO_SPARK_MASTER": spark.master,
        "PMO_SPARK_MEMORY": spark.driver_memory,
        "PMO_SPARK_THREADS": str(spark.threads),
        "PMO_SPARK_WAREHOUSE": str(spark_folder(runtime)),
        "PMO_SPARK_SETTINGS": json.dumps(spark.settings),
        "PMO_SPARK_HOST": host or "localhost",
        "PMO_SPARK_PORT": port or "10000",
    }


def _close(*, is_spark: bool) -> None:
    if is_spark:
        from warehouse.spark.session import close_session

        close_session()
    else:
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager

        DuckDBConnectionManager.close_all_connections()


@contextmanager
def _environment(wanted: dict[str, str]) -> Iterator[None]:
    """Set variables, and leave the environment as it was."""
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
