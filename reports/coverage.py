"""What the published version says that it lacks, by project and family of figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.warehouse import Row, Warehouse

PORTFOLIO = "ALL"
# What is empty comes before what falls short.
LACKING = """
select project_code, subject, state, missing_input, fix
from quality.coverage
where state <> 'complete'
order by state, subject
"""


@dataclass(frozen=True)
class Coverage:
    """What is empty or falls short; `is_known` is false where no table says so."""

    rows: Sequence[Row]
    is_known: bool = True

    @classmethod
    def read(cls, warehouse: Warehouse) -> "Coverage":
        """Read `quality.coverage`; a version without it claims nothing."""
        if not warehouse.has("quality", "coverage"):
            return cls((), is_known=False)
        return cls(warehouse.rows(LACKING))

    def of(self, project: str = PORTFOLIO) -> list[Row]:
        """Return every figure of a project, or of the portfolio, that lacks an input."""
        return [row for row in self.rows if row["project_code"] == project]

    def empty(self, *subjects: str, project: str = PORTFOLIO) -> list[Row]:
        """Return the figures, of `subjects` if any are named, of which nothing is known."""
        return [
            row
            for row in self.of(project)
            if row["state"] == "missing" and (not subjects or row["subject"] in subjects)
        ]
