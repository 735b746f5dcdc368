"""One installation in a folder of its own, driven by the `pmo` command as an operator would."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

ROOT = Path(__file__).parents[2]
PMO = Path(sys.executable).with_name("pmo")


@dataclass(frozen=True)
class Installation:
    """Settings file, data folder and day; `environment` names the rest, such as Jira's address."""

    config: Path
    home: Path
    as_of: str
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def drop(self) -> Path:
        return self.home / "drop"

    def pmo(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end; `more` are environment variables of this run only."""
        kept = {name: text for name, text in os.environ.items() if not name.startswith("PMO_")}
        own = {
            "PMO_CONFIG": str(self.config),
            "PMO_HOME": str(self.home),
            "PMO_AS_OF": self.as_of,
            "COLUMNS": "200",
        }
        return subprocess.run(
            [str(PMO), *arguments],
            cwd=ROOT,
            env=kept | own | self.environment | more,
            check=False,
            capture_output=True,
            text=True,
            timeout=500,
        )

    def night(self, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a night that has to end well."""
        run = self.pmo("run", **more)
        assert run.returncode == 0, run.stdout + run.stderr
        return run

    def published(self, sql: str) -> list[dict[str, Any]]:
        """Return the rows of a query of what BI reads."""
        path = str(self.home / "warehouse" / "portfolio.duckdb")
        with duckdb.connect(path, read_only=True) as connection:
            rows: list[dict[str, Any]] = connection.execute(sql).to_arrow_table().to_pylist()
        return rows

    def quarantine(self) -> list[dict[str, Any]]:
        """Return what the last landing gate kept out or flagged."""
        path = self.home / "quarantine" / "current.parquet"
        rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
        return rows

    def page(self, kind: str, name: str = "index.html", language: str = "en") -> Path:
        """Return the path of a report's page of this day."""
        return self.home / "reports" / kind / self.as_of / language / name
