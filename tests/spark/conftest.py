"""The demo, built by both engines once for all tests; all are skipped where Spark is missing."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
AS_OF = "2026-06-29"
PMO = ("-c", "from pmo.cli import main; main()")

# For a session of minutes on tables of hundreds of rows: compiling costs more than it saves.
SMALL = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.extraJavaOptions": (
        "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:ReservedCodeCacheSize=256m"
    ),
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
}


@pytest.fixture(scope="session", autouse=True)
def _needs_spark() -> None:
    if not (shutil.which("java") or "JAVA_HOME" in os.environ):
        pytest.skip("Spark needs Java 17, and there is none")
    if not all(find_spec(name) for name in ("pyspark", "pyhive")):
        pytest.skip(
            "this environment has no Spark; `make test-spark` makes one and runs these tests"
        )


def run(home: Path, *command: str, settings: dict[str, Any] | None = None) -> str:
    """Run a command of the environment in `home` and return what it wrote; fail if it fails."""
    config = home / "pmo.yml"
    if settings is not None:
        given = yaml.safe_load((ROOT / "config" / "pmo.yml").read_text())
        given["warehouse"] = settings
        config.write_text(yaml.safe_dump(given))
    environment = os.environ | {"PMO_HOME": str(home), "PMO_AS_OF": AS_OF, "COLUMNS": "200"}
    if config.exists():
        environment["PMO_CONFIG"] = str(config)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *command],
        cwd=ROOT,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=1500,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, f"{' '.join(command)} failed:\n{said[-4000:]}"
    return said


def spark_settings(**more: Any) -> dict[str, Any]:
    return {"engine": "spark", "spark": {"driver_memory": "2g", "settings": SMALL} | more}


def landed_home(source: Path, home: Path) -> Path:
    """Return `home` with the landing of `source` and nothing built from it."""
    home.mkdir()
    for folder in ("landing", "quarantine", "drop"):
        shutil.copytree(source / folder, home / folder)
    return home


@pytest.fixture(scope="session")
def duckdb_home(tmp_path_factory) -> Path:
    """Return the home of the demo's first night, built by DuckDB."""
    home = tmp_path_factory.mktemp("duckdb")
    run(home, "-m", "demo", "--scale", "0.1", "--as-of", AS_OF)
    return home


@pytest.fixture(scope="session")
def spark_home(duckdb_home, tmp_path_factory) -> Path:
    """Return a home with the same landing, whose night was built by a local session of Spark."""
    home = landed_home(duckdb_home, tmp_path_factory.mktemp("spark") / "home")
    run(home, *PMO, "run", "--no-extract", settings=spark_settings())
    return home


@pytest.fixture(scope="session")
def session(tmp_path_factory) -> Iterator[Any]:
    """Return a Spark session as a build opens it."""
    from warehouse.spark.session import close_session, open_session

    folder = tmp_path_factory.mktemp("session")
    yield open_session(
        {"spark.master": "local[1]", "spark.sql.warehouse.dir": str(folder), **SMALL}
    )
    close_session()
