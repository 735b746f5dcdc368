"""The record of closed periods as one night knows it: closings, their figures, restatements."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import duckdb
import pyarrow as pa

from expectations.period_decisions import Decision
from expectations.period_rules import Closing, Period, Standing, standing
from pmo.home import Home
from warehouse.closed_periods import (
    CLOSES_TABLE,
    FIGURES_TABLE,
    RESTATEMENTS_TABLE,
    Entry,
    read,
)

# Of each figure, what it was last known to be: as closed, or as restated since.
KNOWN = """
create or replace temp table known as
with last as (
    select
        fiscal_period, close_number, mart, figure_key, column_name,
        arg_max(project_code, place) as project_code,
        arg_max(new_value, place) as value, arg_max(new_number, place) as value_number
    from (select *, row_number() over () as place from record_restatements)
    group by all
)
select
    fiscal_period, mart, figure_key, column_name,
    coalesce(closed.project_code, last.project_code) as project_code,
    case when last.mart is null then closed.value else last.value end as value,
    case when last.mart is null then closed.value_number else last.value_number end
        as value_number
from record_figures as closed
full outer join last using (fiscal_period, close_number, mart, figure_key, column_name)
inner join periods using (fiscal_period, close_number)
"""
COVERED = """
create or replace temp table covered as
select fiscal_period, unnest(string_split(covers, ' ')) as figure
from record_closes inner join periods using (fiscal_period, close_number)
"""
FIGURE = ("fiscal_period", "close_number", "mart", "figure_key", "column_name")


@dataclass(frozen=True)
class Record:
    """Every closing and restatement of the entries that a night reads."""

    closes: pa.Table
    figures: pa.Table
    restated: pa.Table

    @cached_property
    def closings(self) -> list[Closing]:
        """The last closing of each period."""
        found = {row["fiscal_period"]: _closing(row) for row in self.closes.to_pylist()}
        return list(found.values())

    @property
    def first_end(self) -> date | None:
        """The last day of the earliest period that ever closed."""
        return min((each.period.end for each in self.closings), default=None)

    def standing(self, fiscal_period: str, decisions: Iterable[Decision]) -> Standing:
        """Return how a period stands."""
        last = [each for each in self.closings if each.period.fiscal_period == fiscal_period]
        return standing(last[0] if last else None, decisions, fiscal_period)

    def load_known(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Create `known` and `covered` for the closings in the table `periods`."""
        connection.register("record_restatements", self.restated)
        connection.register("record_figures", self.figures)
        connection.register("record_closes", self.closes)
        connection.execute(KNOWN)
        connection.execute(COVERED)

    def next_number(self, figure: dict[str, Any]) -> int:
        """Return the number that the next restatement of a figure gets, from 1 on."""
        return 1 + self._restatements[tuple(figure[name] for name in FIGURE)]

    @cached_property
    def _restatements(self) -> Counter[tuple[Any, ...]]:
        columns = (self.restated[name].to_pylist() for name in FIGURE)
        return Counter(zip(*columns, strict=True))


def read_record(home: Home, entries: list[Entry]) -> Record:
    """Read what `entries` hold."""
    return Record(
        read(home, CLOSES_TABLE, entries),
        read(home, FIGURES_TABLE, entries),
        read(home, RESTATEMENTS_TABLE, entries),
    )


def _closing(row: dict[str, Any]) -> Closing:
    period = Period(row["fiscal_period"], row["period_start_date"], row["period_end_date"])
    return Closing(
        period,
        row["close_number"],
        row["rule"],
        row["closed_by"],
        row["reason"],
        row["decision_number"],
    )
