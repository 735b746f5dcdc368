"""The project as dbt documents it, and a warehouse with a few rows by hand in the marts' shape."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.integration.dbt_docs.hand_made import AS_OF, ROWS
from warehouse.metrics import Metrics

ROOT = Path(__file__).parents[3]
PROJECT = ROOT / "dbt_project"
# dbt says with every parse which metrics an interchange format of others cannot hold.
STRICT = "{error: all, silence: [MFConverterIssue]}"


@dataclass(frozen=True)
class Documented:
    """What `dbt parse` wrote to `target`."""

    target: Path

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Nodes, sources, macros, exposures and metrics."""
        return json.loads((self.target / "manifest.json").read_text("utf-8"))

    @cached_property
    def semantics(self) -> dict[str, Any]:
        """Semantic models and metrics, as MetricFlow reads them."""
        return json.loads((self.target / "semantic_manifest.json").read_text("utf-8"))

    def own(self, kind: str) -> dict[str, dict[str, Any]]:
        """What this project declares of `kind`, by its id."""
        found = self.manifest[kind]
        return {key: each for key, each in found.items() if each["package_name"] == "pmo_warehouse"}

    @cached_property
    def marts(self) -> dict[str, dict[str, Any]]:
        """The marts' nodes by name."""
        return {
            each["name"]: each
            for each in self.own("nodes").values()
            if each["resource_type"] == "model" and each["schema"] == "marts"
        }


@pytest.fixture(scope="session")
def documented(tmp_path_factory: pytest.TempPathFactory) -> Documented:
    """Parse the project; whatever dbt warns of is an error."""
    from dbt.cli.main import dbtRunner

    target = tmp_path_factory.mktemp("documented")
    folders = {"project-dir": PROJECT, "profiles-dir": PROJECT}
    folders |= {"target-path": target, "log-path": target}
    words = [word for name, path in folders.items() for word in (f"--{name}", str(path))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PMO_BUILD_DATABASE", str(target / "build.duckdb"))
        parsed = dbtRunner().invoke(["--quiet", "--warn-error-options", STRICT, "parse", *words])
    assert parsed.success, parsed.exception
    return Documented(target)


@pytest.fixture(scope="session")
def published(documented: Documented, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make every mart by its contract, with the rows of `hand_made`."""
    path = tmp_path_factory.mktemp("published") / "portfolio.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts; create schema quality")
        connection.execute(
            "create table quality.version as select 'v' as version_id, ? as as_of, "
            "now() as built_at, null as previous_version_id",
            [AS_OF],
        )
        for name, mart in documented.marts.items():
            columns = ", ".join(f"{c['name']} {c['data_type']}" for c in mart["columns"].values())
            connection.execute(f"create table marts.{name} ({columns})")
            for row in ROWS.get(name, []):
                marks = ", ".join("?" for _ in row)
                connection.execute(
                    f"insert into marts.{name} ({', '.join(row)}) values ({marks})",
                    list(row.values()),
                )
        connection.execute(
            "insert into marts.dim_date by name select cast(day as date) as date_day, "
            "cast(strftime(day, '%Y%m%d') as integer) as date_key, year(day) as fiscal_year, "
            "strftime(day, '%Y-%m') as fiscal_period "
            "from range(?, ?, interval 1 day) as days (day)",
            [date(2026, 1, 1), date(2027, 1, 1)],
        )
    return path


@pytest.fixture(scope="session")
def metrics(documented: Documented, published: Path) -> Metrics:
    """Return what answers questions about the metrics of that warehouse."""
    return Metrics(documented.semantics, duckdb.connect(str(published), read_only=True))
