"""The landing's one truth: a batch exists when its manifest does.

Layout, below the landing root:

    <source>/manifests/<batch_id>.json          one commit over all tables of the batch
    <source>/<table>/batch=<batch_id>/*.parquet data, visible to readers only once committed

The watermark is the last committed manifest's; there is no second state that can disagree.
Batch ids sort by the time they were begun.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

MANIFESTS = "manifests"


@dataclass(frozen=True)
class LandedFile:
    """One Parquet file of a batch; `path` is relative to the landing root."""

    path: str
    rows: int
    sha256: str


@dataclass(frozen=True)
class LandedTable:
    """What a batch landed in one table."""

    table: str
    rows: int
    schema_version: int
    files: tuple[LandedFile, ...]


@dataclass(frozen=True)
class Batch:
    """A committed batch: what landed, when, and the watermarks before and after it."""

    source: str
    batch_id: str
    extracted_at: datetime
    watermark_before: dict[str, Any] = field(default_factory=dict)
    watermark_after: dict[str, Any] = field(default_factory=dict)
    tables: tuple[LandedTable, ...] = ()

    @property
    def rows(self) -> int:
        """Rows landed over all tables."""
        return sum(table.rows for table in self.tables)

    def rows_of(self, table: str) -> int:
        """Rows landed in `table`, 0 if the batch has none."""
        return sum(each.rows for each in self.tables if each.table == table)

    def to_json(self) -> str:
        """Serialise; keys sorted so that the same batch gives the same bytes."""
        return json.dumps(
            {
                "source": self.source,
                "batch_id": self.batch_id,
                "extracted_at": self.extracted_at.isoformat(),
                "watermark_before": self.watermark_before,
                "watermark_after": self.watermark_after,
                "tables": [
                    {
                        "table": table.table,
                        "rows": table.rows,
                        "schema_version": table.schema_version,
                        "files": [vars(each) for each in table.files],
                    }
                    for table in self.tables
                ],
            },
            indent=1,
            sort_keys=True,
        )

    @classmethod
    def from_json(cls, text: str) -> "Batch":
        """Parse what `to_json` wrote."""
        raw = json.loads(text)
        return cls(
            source=raw["source"],
            batch_id=raw["batch_id"],
            extracted_at=datetime.fromisoformat(raw["extracted_at"]),
            watermark_before=raw["watermark_before"],
            watermark_after=raw["watermark_after"],
            tables=tuple(
                LandedTable(
                    table=table["table"],
                    rows=table["rows"],
                    schema_version=table["schema_version"],
                    files=tuple(LandedFile(**each) for each in table["files"]),
                )
                for table in raw["tables"]
            ),
        )


def committed(landing: Path, source: str) -> list[Batch]:
    """Return every committed batch of `source`, oldest first."""
    folder = landing / source / MANIFESTS
    return [Batch.from_json(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]


def sources(landing: Path) -> list[str]:
    """Return the names of the sources that have ever been prepared in `landing`."""
    return sorted(path.parent.name for path in landing.glob(f"*/{MANIFESTS}"))
