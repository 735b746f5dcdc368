"""Which periods close tonight, and why: by the settings' rule, or because somebody said so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import duckdb

from expectations.period_decisions import CLOSE, REOPEN, Decision
from warehouse.database import quoted

OPEN, CLOSED, REOPENED = "open", "closed", "reopened"
BY_HAND = "closed by hand"

# Working days up to `day` that lie behind `since`; the calendar counts those before each day.
DUE = """
select min(later.date_day)
from {database}.marts.dim_date as later
inner join {database}.marts.dim_date as first on first.date_day = cast(? as date) + 1
where later.date_day > cast(? as date)
and later.working_days_before - first.working_days_before >= ?
"""
ENDED = """
select fiscal_period, min(date_day), max(date_day)
from {database}.marts.dim_date group by fiscal_period
having max(date_day) < cast(? as date) order by max(date_day)
"""
COLUMNS = """select column_name from duckdb_columns()
where database_name = ? and schema_name = 'marts' and table_name = 'dim_date'"""


@dataclass(frozen=True)
class Period:
    """A fiscal period of the calendar."""

    fiscal_period: str
    start: date
    end: date


@dataclass(frozen=True)
class Closing:
    """One closing of a period; the first of a period has number 1."""

    period: Period
    close_number: int
    rule: str
    closed_by: str | None = None
    reason: str | None = None
    decision_number: int = 0


@dataclass(frozen=True)
class Standing:
    """How a period stands: its last closing on record, and what was decided since."""

    last: Closing | None
    newer: tuple[Decision, ...] = ()

    @property
    def reopening(self) -> Decision | None:
        """The decision that opened the period again, if it is open because of one."""
        is_reopened = bool(self.newer) and self.newer[-1].action == REOPEN
        return self.newer[-1] if is_reopened and self.last else None

    @property
    def status(self) -> str:
        """Whether the period is open, closed or reopened."""
        if self.last is None:
            return OPEN
        return REOPENED if self.reopening else CLOSED


def standing(last: Closing | None, decisions: Iterable[Decision], period: str) -> Standing:
    """Return how `period` stands, given all decisions, oldest first."""
    known = last.decision_number if last else 0
    own = (each for each in decisions if each.fiscal_period == period)
    return Standing(last, tuple(each for each in own if each.decision_number > known))


@dataclass(frozen=True)
class Calendar:
    """The fiscal calendar of `database.marts.dim_date`."""

    connection: duckdb.DuckDBPyConnection
    database: str

    @property
    def is_there(self) -> bool:
        """Whether the database has a calendar that knows fiscal periods and working days."""
        found = self.connection.execute(COLUMNS, [self.database]).fetchall()
        return {"date_day", "fiscal_period", "working_days_before"} <= {name for (name,) in found}

    def ended(self, today: date) -> list[Period]:
        """Return the periods whose last day is before `today`, oldest first."""
        query = ENDED.format(database=quoted(self.database))
        return [Period(*row) for row in self.connection.execute(query, [today]).fetchall()]

    def open_until(self, since: date, working_days: int) -> date | None:
        """Return the first day that has `working_days` whole working days after `since`."""
        query = DUE.format(database=quoted(self.database))
        row = self.connection.execute(query, [since, since, working_days]).fetchone()
        return row[0] if row else None


def closing(
    period: Period, stands: Standing, calendar: Calendar, today: date, working_days: int | None
) -> Closing | None:
    """Return the closing of `period` that is due today, or None while it stays as it is."""
    number = stands.last.close_number + 1 if stands.last else 1
    newest = stands.newer[-1] if stands.newer else None
    if newest and newest.action == CLOSE and (stands.last is None or _was_reopened(stands)):
        return Closing(
            period, number, BY_HAND, newest.decided_by, newest.reason, newest.decision_number
        )
    if working_days is None or stands.status == CLOSED:
        return None
    since = stands.reopening.decided_on if stands.reopening else period.end
    due = calendar.open_until(since, working_days)
    if due is None or today < due:
        return None
    what = "it was reopened" if stands.reopening else "its end"
    said = newest.decision_number if newest else 0
    return Closing(period, number, f"{working_days} working days after {what}", None, None, said)


def _was_reopened(stands: Standing) -> bool:
    return any(each.action == REOPEN for each in stands.newer)
