"""What people decide of periods: to close one at once, or to open a closed one again.

Decisions are kept in the small relational store beside the alerts. A night acts on those that are
newer than the last close of their period; it never changes one.
"""

from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

import sqlalchemy as sa

from expectations.alerts import METADATA, state
from pmo.runtime import Runtime

CLOSE, REOPEN = "close", "reopen"
DECISIONS = sa.Table(
    "period_decisions",
    METADATA,
    sa.Column("decision_number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("fiscal_period", sa.String(16), nullable=False),
    sa.Column("action", sa.String(16), nullable=False),
    sa.Column("decided_by", sa.String(256), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("decided_on", sa.Date, nullable=False),  # the organisation's day
    sa.Column("decided_at", sa.DateTime, nullable=False),  # UTC
)


@dataclass(frozen=True)
class Decision:
    """One decision; numbers grow with time."""

    decision_number: int
    fiscal_period: str
    action: str
    decided_by: str
    reason: str
    decided_on: date


def decide(runtime: Runtime, fiscal_period: str, action: str, by: str, reason: str) -> None:
    """Record a decision; the next night acts on it."""
    values: dict[str, Any] = {
        "fiscal_period": fiscal_period,
        "action": action,
        "decided_by": by,
        "reason": reason,
        "decided_on": runtime.clock.today(),
        "decided_at": runtime.clock.now().astimezone(UTC).replace(tzinfo=None),
    }
    with state(runtime) as connection:
        connection.execute(sa.insert(DECISIONS).values(values))


def decisions(runtime: Runtime) -> list[Decision]:
    """Return every decision up to the day reported, oldest first."""
    columns = [column for column in DECISIONS.c if column.name != "decided_at"]
    query = (
        sa.select(*columns)
        .where(DECISIONS.c.decided_on <= runtime.clock.today())
        .order_by(DECISIONS.c.decision_number)
    )
    with state(runtime) as connection:
        return [Decision(**row._asdict()) for row in connection.execute(query)]
