"""Where everything lives: one root (`PMO_HOME`), every path derived from it and nothing else."""

import os
from dataclasses import dataclass
from pathlib import Path

HOME_VARIABLE = "PMO_HOME"
DROP_VARIABLE = "PMO_DROP"


@dataclass(frozen=True)
class Home:
    """The folders and files of one installation, below `root` (absolute)."""

    root: Path
    drop: Path

    @classmethod
    def from_environment(cls) -> "Home":
        """Return the home that `PMO_HOME` (default `./var`) and `PMO_DROP` name."""
        root = Path(os.environ.get(HOME_VARIABLE) or "var").resolve()
        drop = os.environ.get(DROP_VARIABLE)
        return cls(root=root, drop=Path(drop).resolve() if drop else root / "drop")

    @property
    def landing(self) -> Path:
        """Append-only Parquet, one folder a source system."""
        return self.root / "landing"

    @property
    def quarantine(self) -> Path:
        """Rows that the landing gate kept out, with their reasons."""
        return self.root / "quarantine"

    @property
    def quality(self) -> Path:
        """Gate results of the running night, as Parquet."""
        return self.root / "quality"

    @property
    def closed(self) -> Path:
        """Figures of closed periods and their restatements; written once, never again."""
        return self.root / "closed"

    @property
    def warehouse(self) -> Path:
        """The private build, the published versions and the BI path."""
        return self.root / "warehouse"

    @property
    def build(self) -> Path:
        """The private DuckDB file that dbt writes; only `warehouse` tasks open it."""
        return self.warehouse / "build.duckdb"

    @property
    def candidate(self) -> Path:
        """The audited-but-not-yet-published copy: schemas `marts` and `quality` only."""
        return self.warehouse / "candidate.duckdb"

    @property
    def published(self) -> Path:
        """Every kept version, `portfolio-<version>.duckdb`."""
        return self.warehouse / "published"

    @property
    def portfolio(self) -> Path:
        """The path that BI tools open, switched by an atomic rename."""
        return self.warehouse / "portfolio.duckdb"

    @property
    def reports(self) -> Path:
        """The archive, `<kind>/<as_of>/<language>/`."""
        return self.root / "reports"

    @property
    def state(self) -> Path:
        """SQLite file of mutable state (alerts, approvals, deliveries)."""
        return self.root / "state.db"
