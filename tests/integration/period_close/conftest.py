"""Nights of a small organisation: what landed, what the marts then say, and what is on record."""

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations import store
from expectations.alerts import list_alerts, refresh_alerts
from expectations.period_close import Outcome, close_periods
from expectations.period_quality import write_periods
from expectations.results import PUBLISH
from extractors.landing import Landing
from extractors.runs import SOURCES, tables_of
from pmo.clock import Clock
from pmo.home import Home
from pmo.runtime import Runtime
from pmo.settings import PeriodClose, Settings
from tests.integration.period_close.rows import CLOSES, cost, posting
from warehouse.closed_periods import commit, entries, unstage

# 1 July 2026 is a Wednesday, and here nobody works on Monday the 6th.
CALENDAR = """
create schema marts;
create table marts.dim_date as
select *, sum(cast(is_working_day as integer)) over (order by date_day)
    - cast(is_working_day as integer) as working_days_before
from (
    select cast(day as date) as date_day, strftime(day, '%Y-%m') as fiscal_period,
        isodow(day) < 6 and day <> date '2026-07-06' as is_working_day
    from range(date '2026-01-01', date '2027-01-01', interval 1 day) as days (day)
);
create table marts.dim_project as select unnest(['0107', '0112', 'UNALLOCATED']) as project_code;
create table marts.dim_person as select 'E1' as person_id, 'Engineer' as role;
create table marts.fct_cost (
    project_code varchar, cost_type varchar, cost_category varchar, posting_date date,
    currency varchar, base_amount decimal(18, 2)
);
create table marts.fct_timesheet (
    project_code varchar, person_id varchar, source varchar, source_id varchar, work_date date,
    currency varchar, hours decimal(18, 4), billable_hours decimal(18, 4),
    base_cost_amount decimal(18, 2)
);
create table marts.fct_risk_daily (
    project_code varchar, date_day date, open_risks integer, highest_score integer,
    total_score integer, exposure_amount decimal(18, 2)
);
"""
Rows = Iterable[Mapping[str, Any]]


class House:
    """One home, night by night; every test says itself what the marts hold."""

    def __init__(self, root: Path) -> None:
        self.runtime = Runtime(
            settings=Settings.model_validate(
                {
                    "organisation": {"name": "Test"},
                    "owners": {"finance": "Controlling", "quality": "Data office"},
                }
            ),
            home=Home(root=root, drop=root / "drop"),
            clock=Clock(pinned=date(2026, 6, 1)),
        )

    def on(self, day: date) -> Runtime:
        """Turn the clock."""
        self.runtime = replace(self.runtime, clock=Clock(pinned=day))
        return self.runtime

    def in_zone(self, zone: str) -> None:
        """Let the organisation live by the clocks of a zone."""
        organisation = self.runtime.settings.organisation.model_copy(update={"time_zone": zone})
        settings = self.runtime.settings.model_copy(update={"organisation": organisation})
        self.runtime = replace(self.runtime, settings=settings)

    def without_rule(self) -> None:
        """Let periods close by hand only."""
        settings = self.runtime.settings.model_copy(
            update={"period_close": PeriodClose(after_working_days=None)}
        )
        self.runtime = replace(self.runtime, settings=settings)

    def land(self, source: str, file: str = "", **rows_by_table: Rows) -> str:
        """Commit one batch, of files called `file` or after their table; return its id."""
        tables = {table.name: table for table in tables_of(source)}
        landing = Landing(self.runtime.home.landing, self.runtime.clock)
        with landing.batch(source, tables_of(source)) as writer:
            for name, given in rows_by_table.items():
                rows = list(given)
                if tables[name].is_file:
                    called = file or f"{name}.csv"
                    rows = [
                        {"_source_file": called, "_source_row": number, **row}
                        for number, row in enumerate(rows, 2)
                    ]
                    told = {"file_name": called, "table_name": name}
                    writer.write(tables["files"], [told])
                writer.write(tables[name], rows)
            return writer.batch_id

    def night(
        self,
        day: date,
        costs: Rows = (),
        hours: Rows = (),
        risks: Rows = (),
        *,
        marts: Iterable[str] = (),
        is_published: bool = True,
    ) -> Outcome:
        """Let the marts say this, run the gate's last step, and publish or fail to.

        `marts` are statements that make others of them.
        """
        runtime = self.on(day)
        path = runtime.home.candidate
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        with duckdb.connect(str(path)) as connection:
            connection.execute(CALENDAR)
            for table, rows in (
                ("fct_cost", costs),
                ("fct_timesheet", hours),
                ("fct_risk_daily", risks),
            ):
                for row in rows:
                    names, marks = ", ".join(row), ", ".join("?" * len(row))
                    statement = f"insert into marts.{table} ({names}) values ({marks})"
                    connection.execute(statement, list(row.values()))
            for statement in marts:
                connection.execute(statement)
        unstage(runtime.home)
        outcome = close_periods(runtime)
        refresh_alerts(runtime, PUBLISH, write_periods(runtime))
        if is_published:
            commit(runtime.home)
        return outcome

    def keep_out(
        self, batch: str, *numbers: int, table: str = "finance.actuals", reported: int = 99
    ) -> None:
        """Say which rows of a batch tonight's landing gate keeps out, and which it only reports."""
        source, _, name = table.partition(".")
        told = {"source": source, "table_name": name, "batch_id": batch}
        rows = [{**told, "row_number": each, "disposition": "quarantined"} for each in numbers]
        # A row that breaks another promise without being kept out is none of them.
        rows.append({**told, "row_number": reported, "disposition": "reported"})
        store.write_rows(
            self.runtime.home.quarantine / "current.parquet", store.QUARANTINE, [*rows, *rows]
        )

    def quality(self, table: str) -> list[dict[str, Any]]:
        """Return the rows of a quality table."""
        path = self.runtime.home.quality / table / "current.parquet"
        with duckdb.connect() as connection:
            return connection.read_parquet(str(path)).to_arrow_table().to_pylist()

    def alerts(self) -> list[dict[str, Any]]:
        """Return the standing alerts."""
        return list_alerts(self.runtime)

    def entries(self) -> list[Any]:
        """Return what is on record."""
        return entries(self.runtime.home)


@pytest.fixture(scope="session")
def empty_landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a landing of all sources in which no batch has landed."""
    root = tmp_path_factory.mktemp("empty") / "landing"
    for source in SOURCES:
        Landing(root, Clock(pinned=date(2026, 6, 1))).prepare(tables_of(source))
    return root


@pytest.fixture
def house(tmp_path: Path, empty_landing: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """Return a house of which nothing is on record."""
    monkeypatch.delenv("PMO_STATE_URL", raising=False)
    shutil.copytree(empty_landing, tmp_path / "landing")
    return House(tmp_path)


@pytest.fixture
def closed(house: House) -> House:
    """Return a house in which June closed with 500.00 of travel, from two postings."""
    house.land("finance", "ledger.csv", actuals=[posting("D1", "300"), posting("D2", "200")])
    house.night(CLOSES, [cost("300"), cost("200")])
    return house
