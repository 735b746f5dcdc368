"""The gates' results as they lie on disk; a file that was never written reads as no rows."""

from pathlib import Path

import duckdb

from pmo.home import Home
from reports.warehouse import Row


class GateFiles:
    """Rows of the Parquet files below `quality/` and `quarantine/`."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def results(self) -> list[Row]:
        """Every promise that a gate checked, by gate and table."""
        return self._rows(
            self._home.quality / "expectation_results", "gate, source, table_name, expectation_id"
        )

    def alerts(self) -> list[Row]:
        """Every broken promise with its owner and fix, critical first."""
        return self._rows(
            self._home.quality / "alerts", "severity, gate, source, table_name, alert_id"
        )

    def freshness(self) -> list[Row]:
        """One row a source: when it last landed and how old that is."""
        return self._rows(self._home.quality / "freshness", "source")

    def build(self) -> list[Row]:
        """One row a node of the model build."""
        return self._rows(self._home.quality / "dbt_results", "node")

    def broken_rows(self) -> list[Row]:
        """Every row kept out or flagged, with file, sheet, row, column, value, reason and fix."""
        return self._rows(
            self._home.quarantine,
            "severity, source, table_name, expectation, "
            "source_file, source_sheet, source_row, column_name",
        )

    @staticmethod
    def _rows(folder: Path, order: str) -> list[Row]:
        files = sorted(str(path) for path in folder.glob("*.parquet"))
        if not files:
            return []
        with duckdb.connect() as connection:
            connection.execute("set timezone = 'UTC'")
            relation = connection.read_parquet(files, union_by_name=True).order(order)  # type: ignore[arg-type]
            names = relation.columns
            return [dict(zip(names, row, strict=True)) for row in relation.fetchall()]
