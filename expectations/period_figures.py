"""Which figures of a fiscal period are frozen when it closes, read from the marts.

Two kinds: what a mart says of the period's last day, and sums over what happened in the period.
Left out is what speaks of a night and not of the period (changes since the last report, quarantine)
and what a later day changes by its nature (what of an order is still open).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

EARNED = (
    "pv ev ac bac sv cv spi cpi percent_complete percent_planned eac_cpi eac_remaining_budget "
    "eac_cpi_spi etc vac tcpi earned_schedule actual_time planned_duration spi_t sv_t "
    "forecast_duration forecast_duration_rest_as_planned forecast_duration_cpi_spi_t "
    "forecast_duration_jacob forecast_duration_anbari forecast_finish_date baseline_version "
    "ev_method"
)
RATED = ("scope", "schedule", "cost", "resources", "risk", "quality", "satisfaction")
HEALTH = " ".join(
    ["overall_rag deciding_rule", *(f"{each}_rag {each}_value" for each in RATED)],
)
FLOW = "scope_issues done_issues in_progress_issues scope_points cumulative_completed_points"
RISKS = "open_risks highest_score total_score exposure_amount"

CREATE = """
create or replace temp table figures_now (
    fiscal_period varchar, mart varchar, figure_key varchar, column_name varchar,
    project_code varchar, value varchar, value_number decimal(38, 6)
)
"""
ON_LAST_DAY = """
insert into figures_now
select fiscal_period, '{mart}', project_code, column_name, project_code, value, value_number
from (
    select
        period.fiscal_period, it.project_code, unnest([{values}], recursive := true)
    from {database}.marts.{mart} as it
    inner join periods as period on it.{day} = period.period_end_date
)
where value is not null
"""
SUMMED = """
insert into figures_now
select fiscal_period, '{mart}', figure_key, column_name, project_code, value, value_number
from (
    select
        fiscal_period, project_code, figure_key, unnest([{values}], recursive := true)
    from (
        select
            period.fiscal_period, it.project_code,
            concat_ws(' · ', it.project_code{keys}) as figure_key,
            {sums}
        from {database}.marts.{mart} as it
        inner join periods as period on {within}
        where {condition}
        group by all
    ) as it
)
where value_number <> 0
"""
VALUE = "{{'column_name': '{column}', 'value': {text}, 'value_number': {number}}}"
COLUMNS = """select column_name, data_type from duckdb_columns()
where database_name = ? and schema_name = 'marts' and table_name = ?"""
NUMERIC = ("DECIMAL", "INTEGER", "BIGINT", "HUGEINT", "SMALLINT", "DOUBLE", "FLOAT")


@dataclass(frozen=True)
class Figures:
    """What is frozen of one mart; `day` is its date column, empty where it names the period."""

    mart: str
    columns: tuple[str, ...]
    day: str = ""
    is_summed: bool = False
    keys: tuple[str, ...] = ()
    condition: str = "true"

    def covers(self) -> frozenset[str]:
        """Return `mart.column` of every figure."""
        return frozenset(f"{self.mart}.{column}" for column in self.columns)

    def needs(self) -> set[str]:
        """Return the columns without which nothing can be read."""
        named = {self.day or "fiscal_period", "project_code", *self.keys, *self.columns}
        return named | ({"is_current_version"} if self.condition != "true" else set())


FROZEN = (
    Figures("fct_earned_value", tuple(EARNED.split()), "as_of_date"),
    Figures("fct_portfolio_health", tuple(HEALTH.split()), "as_of_date"),
    Figures("fct_project_flow_daily", tuple(FLOW.split()), "date_day"),
    Figures("fct_risk_daily", tuple(RISKS.split()), "date_day"),
    Figures("fct_cost", ("base_amount",), "posting_date", True, ("cost_type", "cost_category")),
    Figures("fct_timesheet", ("hours", "billable_hours", "base_cost_amount"), "work_date", True),
    Figures(
        "fct_budget",
        ("base_amount",),
        "",
        True,
        ("budget_version", "cost_category"),
        "it.is_current_version",
    ),
)
SUMMED_MARTS = frozenset(each.mart for each in FROZEN if each.is_summed)


def read_figures(connection: duckdb.DuckDBPyConnection, database: str) -> frozenset[str]:
    """Fill `figures_now` for the periods in `periods`; return what was read, as `mart.column`.

    A mart that is missing, or lacks a column that is asked for, is left out of both.
    """
    connection.execute(CREATE)
    covered: set[str] = set()
    for each in FROZEN:
        kinds = dict(connection.execute(COLUMNS, [database, each.mart]).fetchall())
        if each.needs() <= kinds.keys():
            connection.execute(_statement(each, kinds, database))
            covered |= each.covers()
    return frozenset(covered)


def _statement(figures: Figures, kinds: dict[str, str], database: str) -> str:
    words = {"mart": figures.mart, "database": database, "day": figures.day}
    if not figures.is_summed:
        values = [_value(column, kinds[column].startswith(NUMERIC)) for column in figures.columns]
        return ON_LAST_DAY.format(values=", ".join(values), **words)
    within = (
        f"it.{figures.day} between period.period_start_date and period.period_end_date"
        if figures.day
        else "it.fiscal_period = period.fiscal_period"
    )
    return SUMMED.format(
        # Another file may spell a category in other capitals.
        keys="".join(f", lower(it.{key})" for key in figures.keys),
        values=_joined(_value(column, is_number=True) for column in figures.columns),
        sums=_joined(f"sum(it.{column}) as {column}" for column in figures.columns),
        within=within,
        condition=figures.condition,
        **words,
    )


def _value(column: str, is_number: bool) -> str:
    if not is_number:
        return VALUE.format(
            column=column,
            text=f"cast(it.{column} as varchar)",
            number="cast(null as decimal(38, 6))",
        )
    number = f"cast(it.{column} as decimal(38, 6))"
    # As people write it: 1200.5, not 1200.500000.
    text = f"regexp_replace(cast({number} as varchar), '\\.?0+$', '')"
    return VALUE.format(column=column, text=text, number=number)


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(parts)
