"""Freeze the figures of a fiscal period when it closes, and tell what changes them afterwards.

It runs once the publish gate has passed the candidate. Marts always show the current truth; what
was published when a period closed stays in `quality.period_close_figures`, and every later change
of it is a row of `quality.restatements`: closed figure and all differences make up the present one.
A night of an earlier day than the record's last adds nothing and shows what stood on its day.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from expectations.audit import stable_id
from expectations.local_day import local_day_macro
from expectations.period_decisions import Decision, decisions
from expectations.period_figures import SUMMED_MARTS, read_figures
from expectations.period_record import Record, read_record
from expectations.period_rules import CLOSED, Calendar, Closing, Period, closing
from expectations.restatement_causes import UNKNOWN, Cause, Causes
from expectations.restatement_changes import Earlier
from pmo.home import Home
from pmo.manifests import Live, live
from pmo.runtime import Runtime
from pmo.settings import SOURCES
from warehouse.closed_periods import (
    CLOSES_TABLE,
    FIGURES_TABLE,
    KEPT_OUT_TABLE,
    RESTATEMENTS_TABLE,
    SCHEMAS,
    Entry,
    entries,
    kept_out,
    stage,
)
from warehouse.database import literal

log = logging.getLogger(__name__)
DATABASE = "candidate"

CREATE_PERIODS = """
create or replace temp table periods (
    fiscal_period varchar, period_start_date date, period_end_date date, close_number integer
)
"""
FIRST_END = """
select min(period_end_date) from periods
where fiscal_period in (select fiscal_period from figures_now)
"""
KEPT_OUT = """
select distinct source, table_name, batch_id, row_number
from read_parquet($files) where disposition = 'quarantined' order by all
"""
# What is told of a day that the marts no longer reach back to has not become nothing.
OUT_OF_REACH = """
delete from known where mart = '{mart}' and fiscal_period in (
    select fiscal_period from periods
    where period_end_date < (select min({day}) from candidate.marts.{mart})
)
"""
RESTATED = """
create or replace temp table restated as
select
    row_number() over (order by fiscal_period, mart, figure_key, column_name) as target,
    fiscal_period, period.close_number, mart, figure_key, column_name,
    coalesce(now.project_code, known.project_code) as project_code,
    period.period_end_date,
    case when list_contains($summed, mart) then period.period_start_date end as since,
    mart in ('fct_cost', 'fct_budget') as is_by_category,
    known.value as old_value, now.value as new_value,
    case when list_contains($summed, mart) then coalesce(known.value_number, 0)
        else known.value_number end as old_number,
    case when list_contains($summed, mart) then coalesce(now.value_number, 0)
        else now.value_number end as new_number
from figures_now as now
full outer join known using (fiscal_period, mart, figure_key, column_name)
inner join periods as period using (fiscal_period)
inner join covered
    on covered.fiscal_period = period.fiscal_period
    and covered.figure = mart || '.' || column_name
where list_contains($read, mart || '.' || column_name)
and case
    when known.value_number is not null and now.value_number is not null
        then abs(known.value_number - now.value_number) > 0.000001
    else known.value is distinct from now.value
end
"""


@dataclass(frozen=True)
class Outcome:
    """What a night froze and found changed."""

    closed: tuple[str, ...] = ()
    restated: int = 0


def close_periods(runtime: Runtime) -> Outcome:
    """Close the periods that are due and record what changed in closed ones; stage the entry.

    `warehouse.publish` puts it on record with the version that shows it.
    """
    home, today = runtime.home, runtime.clock.today()
    record = entries(home)
    if record and today < record[-1].as_of:
        return Outcome()
    landed = {source: live(home.landing, source) for source in SOURCES}
    with _opened(runtime) as connection:
        if not Calendar(connection, DATABASE).is_there:
            return Outcome()
        kept = _kept_out(connection, home)
        known = read_record(home, record)
        night = _Night(runtime, connection, known, landed, decisions(runtime), kept)
        restatements = night.restatements(_earlier(home, record))
        closes, figures = night.closes()
    rows = {CLOSES_TABLE: closes, FIGURES_TABLE: figures, RESTATEMENTS_TABLE: restatements}
    stage(home, _entry(runtime, record, landed), rows | {KEPT_OUT_TABLE: night.kept_out})
    outcome = Outcome(tuple(closes["fiscal_period"].to_pylist()), restatements.num_rows)
    if outcome.closed or outcome.restated:
        log.info(
            "closed %s; %d restatements", ", ".join(outcome.closed) or "none", outcome.restated
        )
    return outcome


def _earlier(home: Home, record: list[Entry]) -> Earlier:
    return Earlier(record[-1].batches, kept_out(home, record[-1])) if record else Earlier({}, None)


def _kept_out(connection: duckdb.DuckDBPyConnection, home: Home) -> pa.Table:
    files = [str(path) for path in sorted(home.quarantine.glob("*.parquet"))]
    if not files:
        return SCHEMAS[KEPT_OUT_TABLE].empty_table()
    return connection.execute(KEPT_OUT, {"files": files}).to_arrow_table()


def _entry(runtime: Runtime, record: list[Entry], landed: dict[str, Live]) -> Entry:
    return Entry(
        number=record[-1].number + 1 if record else 1,
        as_of=runtime.clock.today(),
        run_at=runtime.clock.now(),
        batches={source: each.lines[-1].batch_id for source, each in landed.items() if each.lines},
    )


@contextmanager
def _opened(runtime: Runtime) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        path = literal(str(runtime.home.candidate))
        connection.execute(f"attach {path} as {DATABASE} (read_only)")
        connection.execute(local_day_macro(runtime.settings.organisation.time_zone))
        yield connection


@dataclass(frozen=True)
class _Night:
    runtime: Runtime
    connection: duckdb.DuckDBPyConnection
    record: Record
    landed: dict[str, Live]
    decisions: list[Decision]
    kept_out: pa.Table

    def closes(self) -> tuple[pa.Table, pa.Table]:
        """Return the periods that close tonight, and their figures."""
        today, settings = self.runtime.clock.today(), self.runtime.settings.period_close
        calendar = Calendar(self.connection, DATABASE)
        due = []
        for period in calendar.ended(today):
            stands = self.record.standing(period.fiscal_period, self.decisions)
            due.append(closing(period, stands, calendar, today, settings.after_working_days))
        closings = [each for each in due if each]
        self._load_periods([(each.period, each.close_number) for each in closings])
        covered = read_figures(self.connection, DATABASE)
        figures = self.connection.execute(
            "select * from figures_now inner join periods using (fiscal_period) "
            "order by fiscal_period, mart, figure_key, column_name"
        ).to_arrow_table()
        kept = self._with_figures(closings)
        rows = [_close_row(each, self.runtime, covered) for each in kept]
        return pa.Table.from_pylist(rows, schema=SCHEMAS[CLOSES_TABLE]), figures

    def _with_figures(self, closings: list[Closing]) -> list[Closing]:
        """Leave out the years before there was anything to close."""
        found = self.connection.execute(FIRST_END).fetchone()
        first = min(filter(None, [found and found[0], self.record.first_end]), default=None)
        return [each for each in closings if first and each.period.end >= first]

    def restatements(self, earlier: Earlier) -> pa.Table:
        """Return what differs tonight from what is known of the closed periods."""
        schema = SCHEMAS[RESTATEMENTS_TABLE]
        closed = [
            each
            for each in self.record.closings
            if self.record.standing(each.period.fiscal_period, self.decisions).status == CLOSED
        ]
        if not closed:
            return schema.empty_table()
        self._load_periods([(each.period, each.close_number) for each in closed])
        read = read_figures(self.connection, DATABASE)
        self.record.load_known(self.connection)
        for mart, day in (
            ("fct_earned_value", "as_of_date"),
            ("fct_portfolio_health", "as_of_date"),
        ):
            if any(each.startswith(f"{mart}.") for each in read):
                self.connection.execute(OUT_OF_REACH.format(mart=mart, day=day))
        self.connection.execute(RESTATED, {"summed": sorted(SUMMED_MARTS), "read": sorted(read)})
        rows = self.connection.execute("select * from restated order by target").to_arrow_table()
        if not rows.num_rows:
            return schema.empty_table()
        causes = Causes(self.connection, DATABASE, self.landed, earlier, self.kept_out).explain()
        return pa.Table.from_pylist(
            [
                self._restatement(row, causes.get(row["target"], UNKNOWN))
                for row in rows.to_pylist()
            ],
            schema=schema,
        )

    def _restatement(self, row: dict[str, Any], cause: Cause) -> dict[str, Any]:
        numbers = row["old_number"], row["new_number"]
        source, _, table = cause.source_table.partition(", ")[0].partition(".")
        place = [str(row[name]) for name in ("mart", "figure_key", "column_name")]
        number = self.record.next_number(row)
        return {
            **row,
            **vars(cause),
            "restatement_id": stable_id(row["fiscal_period"], *place, str(number)),
            "difference": None if None in numbers else numbers[1] - numbers[0],
            "first_seen_on": self.runtime.clock.today(),
            "first_seen_at": self.runtime.clock.now(),
            "owner": self.runtime.settings.owner_of(source, table),
        }

    def _load_periods(self, periods: list[tuple[Period, int]]) -> None:
        self.connection.execute(CREATE_PERIODS)
        rows = [[each.fiscal_period, each.start, each.end, number] for each, number in periods]
        if rows:
            self.connection.executemany("insert into periods values (?, ?, ?, ?)", rows)


def _close_row(closing_: Closing, runtime: Runtime, covered: frozenset[str]) -> dict[str, Any]:
    return {
        "fiscal_period": closing_.period.fiscal_period,
        "close_number": closing_.close_number,
        "period_start_date": closing_.period.start,
        "period_end_date": closing_.period.end,
        "closed_on": runtime.clock.today(),
        "closed_at": runtime.clock.now(),
        "rule": closing_.rule,
        "closed_by": closing_.closed_by,
        "reason": closing_.reason,
        "decision_number": closing_.decision_number,
        "covers": " ".join(sorted(covered)),
    }
