"""The Spark session of a build: local, or on a cluster that `spark.master` names."""

import json
import os
import shutil
from pathlib import Path
from threading import Lock
from typing import Any

# What makes Spark answer as DuckDB does; any session may be set so.
ANSWERS_ALIKE = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    # Files of a landing table may lack columns that later ones have.
    "spark.sql.parquet.mergeSchema": "true",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    # A product keeps all of its decimal places, and an overflow is an error.
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
}
# What a session of our own is besides. Its catalogue lives as long as it does: a build is whole,
# and Hive's would cost half a minute a night.
OWN = {
    "spark.app.name": "pmo-warehouse",
    "spark.ui.enabled": "false",
    "spark.sql.catalogImplementation": "in-memory",
}
# Further settings of Spark, as JSON: {"spark.executor.memory": "8g"}.
EXTRA = "PMO_SPARK_SETTINGS"

_lock = Lock()
_sessions: list[Any] = []  # one at most; dbt's threads share it


def open_session(settings: dict[str, str]) -> Any:
    """Return this process's Spark session, made with `settings` if there is none."""
    with _lock:
        if not _sessions:
            _sessions.append(_new_session(settings))
        return _sessions[0]


def _new_session(settings: dict[str, str]) -> Any:
    from pyspark.sql import SparkSession

    wanted = {**ANSWERS_ALIKE, **OWN, **settings, **json.loads(os.environ.get(EXTRA) or "{}")}
    if wanted["spark.sql.catalogImplementation"] == "in-memory":
        _sweep(Path(wanted["spark.sql.warehouse.dir"]))
    builder = SparkSession.builder
    for name, value in wanted.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def _sweep(warehouse: Path) -> None:
    """Remove the tables of an earlier session: the catalogue that knew them ended with it."""
    for schema in warehouse.glob("*.db"):
        shutil.rmtree(schema)


def close_session() -> None:
    """Stop the session of this process, if there is one, and with it the JVM's threads."""
    with _lock:
        while _sessions:
            _sessions.pop().stop()
