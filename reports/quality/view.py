"""The data-quality page's view model."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pmo.home import Home
from reports.quality.files import GateFiles
from reports.warehouse import Row

GATES = ("landing", "publish")
ROWS_SHOWN = 20
SAMPLES_SHOWN = 3


@dataclass(frozen=True)
class Gate:
    """What one gate checked; `is_reached` is false when the gate before it stopped the night.

    `critical` counts every broken critical promise, `stopping` those about a whole table.
    """

    name: str
    checked: int
    critical: int
    stopping: int
    warning: int
    run_at: datetime | None
    is_reached: bool

    @property
    def kept(self) -> int:
        """Promises that were kept."""
        return self.checked - self.critical - self.warning


@dataclass(frozen=True)
class Broken:
    """The rows that broke one promise about one table."""

    source: str
    table: str
    expectation: str
    rows: list[Row]

    @property
    def first(self) -> Row:
        """A row that stands for all in what they share: severity, owner, reason."""
        return self.rows[0]

    @property
    def shown(self) -> list[Row]:
        """The rows that the page lists."""
        return self.rows[:ROWS_SHOWN]


@dataclass(frozen=True)
class Sample:
    """Where a broken value stands (file, sheet, row, project, column), and the value."""

    place: str
    value: str | None


@dataclass(frozen=True)
class Alert:
    """One broken promise with a few examples of what broke it."""

    row: Row
    samples: list[Sample]


@dataclass(frozen=True)
class Quality:
    """Everything that the data-quality page shows."""

    gates: list[Gate]
    alerts: list[Alert]
    broken: list[Broken]
    freshness: list[Row]
    build: list[Row]
    coverage: Sequence[Row] | None = None

    @property
    def stopped_at(self) -> Gate | None:
        """The gate that stopped the night, if one did."""
        return next((gate for gate in self.gates if gate.is_reached and gate.stopping), None)

    @property
    def is_checked(self) -> bool:
        """Whether any gate has ever run."""
        return any(gate.checked for gate in self.gates)

    @property
    def row_count(self) -> int:
        """Broken rows in all."""
        return sum(len(each.rows) for each in self.broken)

    def rows_with(self, disposition: str) -> int:
        """How many broken rows were handled that way."""
        return sum(row["disposition"] == disposition for each in self.broken for row in each.rows)

    @property
    def failed_nodes(self) -> list[str]:
        """Nodes of the model build that neither passed nor were skipped on purpose."""
        return [
            row["node"] for row in self.build if row["status"] not in ("success", "pass", "no-op")
        ]


def load_quality(home: Home, coverage: Sequence[Row] | None = None) -> Quality:
    """Read the newest results of both gates, whether or not they led to a publication.

    `coverage` is what the published version says that it is lacking; `None` where none says so.
    """
    files = GateFiles(home)
    results = files.results()
    stopping = {row["expectation_id"] for row in results if _stops(row)}
    alerts = [Alert(row, _samples(row["sample_json"])) for row in files.alerts()]
    return Quality(
        gates=_gates(results),
        # Whoever is woken looks for what stopped the night, not for what follows from it.
        alerts=sorted(alerts, key=lambda alert: alert.row["alert_id"] not in stopping),
        broken=_grouped(files.broken_rows()),
        freshness=files.freshness(),
        build=files.build(),
        coverage=coverage,
    )


def _gates(results: Sequence[Row]) -> list[Gate]:
    gates: list[Gate] = []
    is_open = True
    for name in GATES:
        own = [row for row in results if row["gate"] == name]
        broken = [row["severity"] for row in own if not row["is_kept"]]
        stopping = sum(map(_stops, own))
        gate = Gate(
            name=name,
            checked=len(own),
            critical=broken.count("critical"),
            stopping=stopping,
            warning=len(broken) - broken.count("critical"),
            run_at=max((row["run_at"] for row in own if row["run_at"]), default=None),
            is_reached=is_open and bool(own),
        )
        gates.append(gate)
        # What lies on disk of a later gate is then left over from an earlier night.
        is_open = is_open and not gate.stopping
    return gates


def _stops(row: Row) -> bool:
    """Tell whether a promise stopped the night: for one of rows, the rows are kept out instead."""
    is_critical = row["severity"] == "critical" and row["disposition"] == "none"
    return is_critical and not row["is_kept"]


def _grouped(rows: Sequence[Row]) -> list[Broken]:
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        key = (row["source"], row["table_name"], row["expectation"])
        groups.setdefault(key, []).append(row)
    return [Broken(*key, rows=own) for key, own in groups.items()]


def _samples(text: str | None) -> list[Sample]:
    """Return the examples of an alert, one each place and value."""
    try:
        found = json.loads(text or "[]")
    except ValueError:
        return [Sample(str(text), None)]
    items = found if isinstance(found, list) else [found]
    samples = [_sample(item) for item in items if isinstance(item, dict)]
    return list(dict.fromkeys(samples))[:SAMPLES_SHOWN]


def _sample(item: dict[str, Any]) -> Sample:
    row, value = item.get("source_row"), item.get("value")
    parts = (
        item.get("source_file") or item.get("entity"),
        item.get("source_sheet"),
        f"#{row}" if row is not None else None,
        item.get("project_code"),
        item.get("column_name"),
    )
    place = " · ".join(str(part) for part in parts if part)
    return Sample(place, None if value is None else str(value))
