"""What is different from the last report: colours, milestones and risks."""

from dataclasses import dataclass
from datetime import date

from reports.performance.status import ProjectStatus
from reports.rag import worst_first
from reports.warehouse import Row, Warehouse

PREVIOUS = """
select max(as_of_date) as before from marts.fct_portfolio_health where is_previous
"""


@dataclass(frozen=True)
class Changes:
    """Differences since `before`; nothing can be compared when it is `None`."""

    before: date | None
    statuses: list[ProjectStatus]
    milestones: list[Row]
    risks: list[Row]

    @property
    def worse(self) -> int:
        """How many projects have a worse colour."""
        return sum(each.change == "worse" for each in self.statuses)

    @property
    def better(self) -> int:
        """How many projects have a better colour."""
        return sum(each.change == "better" for each in self.statuses)


def load_changes(
    warehouse: Warehouse, statuses: list[ProjectStatus], milestones: list[Row], risks: list[Row]
) -> Changes:
    """Pick what changed out of the rows that the page has loaded already."""
    before = warehouse.one(PREVIOUS).get("before")
    return Changes(
        before=before,
        statuses=sorted(
            (each for each in statuses if each.change in ("worse", "better")),
            key=lambda each: (each.change != "worse", worst_first(each.overall), each.code),
        ),
        milestones=sorted(
            (row for row in milestones if row["slip_since_previous_working_days"]),
            key=lambda row: (-row["slip_since_previous_working_days"], row["milestone_id"]),
        ),
        risks=[
            row
            for row in risks
            if row["score_trend"] in ("new", "up") and before and row["observed_on"] > before
        ],
    )
