"""The fiscal periods as people see them, and what they may decide of each."""

from dataclasses import dataclass
from datetime import date

import duckdb

from expectations.period_decisions import CLOSE, REOPEN, Decision, decide, decisions
from expectations.period_record import read_record
from expectations.period_rules import BY_HAND, CLOSED, Calendar, Period, Standing
from pmo.errors import OperatorError
from pmo.runtime import Runtime
from warehouse.closed_periods import entries

RESTATEMENTS = """select fiscal_period, count(*) from quality.restatements
where status = 'standing' group by all"""


class PeriodError(OperatorError):
    """A period cannot be closed or reopened; the message says why."""


@dataclass(frozen=True)
class PeriodState:
    """One ended period: how it stands, by which rule, since or until when."""

    fiscal_period: str
    end: date
    status: str
    closed_on: date | None
    rule: str
    due_on: date | None
    restatements: int


def list_periods(runtime: Runtime) -> list[PeriodState]:
    """Return the ended periods from the first that closed on, oldest first."""
    record = read_record(runtime.home, entries(runtime.home, until=runtime.clock.today()))
    said = decisions(runtime)
    closed_on = dict(
        zip(
            record.closes["fiscal_period"].to_pylist(),
            record.closes["closed_on"].to_pylist(),
            strict=True,
        )
    )
    with _published(runtime) as connection:
        calendar = Calendar(connection, _database(connection))
        changed = dict(connection.execute(RESTATEMENTS).fetchall())
        found = []
        for period in calendar.ended(runtime.clock.today()):
            if record.first_end is None or period.end < record.first_end:
                continue
            name = period.fiscal_period
            stands = record.standing(name, said)
            found.append(
                PeriodState(
                    name,
                    period.end,
                    stands.status,
                    closed_on.get(name) if stands.status == CLOSED else None,
                    _rule(stands),
                    _due(runtime, calendar, period, stands),
                    changed.get(name, 0) if stands.status == CLOSED else 0,
                )
            )
    return found


def close_period(runtime: Runtime, fiscal_period: str, by: str, reason: str) -> None:
    """Have the next night close an ended period; raises `PeriodError` where it cannot."""
    stands = _standing(runtime, fiscal_period)
    if stands.status == CLOSED:
        raise PeriodError(
            f"period {fiscal_period} is closed; `pmo periods reopen {fiscal_period}` opens it"
        )
    decide(runtime, fiscal_period, CLOSE, by, reason)


def reopen_period(runtime: Runtime, fiscal_period: str, by: str, reason: str) -> None:
    """Open a closed period, so that its figures may change until it closes again."""
    stands = _standing(runtime, fiscal_period)
    if stands.status != CLOSED:
        raise PeriodError(f"period {fiscal_period} is open; there is nothing to reopen")
    decide(runtime, fiscal_period, REOPEN, by, reason)


def _standing(runtime: Runtime, fiscal_period: str) -> Standing:
    with _published(runtime) as connection:
        ended = Calendar(connection, _database(connection)).ended(runtime.clock.today())
    if fiscal_period not in {each.fiscal_period for each in ended}:
        raise PeriodError(
            f"no fiscal period {fiscal_period!r} has ended before {runtime.clock.today()}; "
            "`pmo periods list` shows those that have (a period is written as 2026-05)"
        )
    record = read_record(runtime.home, entries(runtime.home))
    return record.standing(fiscal_period, decisions(runtime))


def _rule(stands: Standing) -> str:
    if stands.reopening:
        return f"reopened by {stands.reopening.decided_by}: {stands.reopening.reason}"
    if _closes_tonight(stands.newer):
        return f"{BY_HAND} tonight: {stands.newer[-1].decided_by}"
    return stands.last.rule if stands.last else ""


def _closes_tonight(newer: tuple[Decision, ...]) -> bool:
    return bool(newer) and newer[-1].action == CLOSE


def _due(runtime: Runtime, calendar: Calendar, period: Period, stands: Standing) -> date | None:
    days = runtime.settings.period_close.after_working_days
    if days is None or stands.status == CLOSED:
        return None
    since = stands.reopening.decided_on if stands.reopening else period.end
    return calendar.open_until(since, days)


def _published(runtime: Runtime) -> duckdb.DuckDBPyConnection:
    path = runtime.home.portfolio
    if not path.exists():
        raise PeriodError(f"{path} does not exist; `pmo run` publishes the first version")
    connection = duckdb.connect(str(path.resolve()), read_only=True)
    if not Calendar(connection, _database(connection)).is_there:
        connection.close()
        raise PeriodError(f"{path} holds no calendar (marts.dim_date); `pmo run` publishes one")
    return connection


def _database(connection: duckdb.DuckDBPyConnection) -> str:
    row = connection.execute("select current_database()").fetchone()
    return str(row[0]) if row else ""
