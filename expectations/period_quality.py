"""What readers see of closed periods: the tables of schema `quality`, and an alert a period."""

import json
from collections import defaultdict
from typing import Any

import duckdb
import pyarrow as pa

from expectations import store
from expectations.audit import stable_id
from expectations.period_decisions import decisions
from expectations.period_record import Record, read_record
from expectations.results import PUBLISH, Alert
from pmo.runtime import Runtime
from warehouse.closed_periods import entries, staged

SUPERSEDED, STANDING = "superseded", "standing"
SAMPLE_ROWS = 5
Row = dict[str, Any]

STATES = pa.schema(
    [
        ("fiscal_period", pa.string()),
        ("close_number", pa.int32()),
        ("status", pa.string()),
        ("reopened_by", pa.string()),
        ("reopened_on", pa.date32()),
        ("reopen_reason", pa.string()),
    ]
)
CLOSES = """
select
    closed.fiscal_period || '-' || closed.close_number as close_id,
    closed.* exclude (decision_number, covers), state.status,
    state.reopened_by, state.reopened_on, state.reopen_reason,
    (select count(*) from figures as it where it.fiscal_period = closed.fiscal_period
        and it.close_number = closed.close_number) as figure_count,
    (select count(*) from restated as it where it.fiscal_period = closed.fiscal_period
        and it.close_number = closed.close_number) as restatement_count
from closes as closed
inner join states as state using (fiscal_period, close_number)
order by closed.period_end_date, closed.close_number
"""
LAST_KNOWN = """
create temp table last_known as
select
    fiscal_period, close_number, mart, figure_key, column_name,
    arg_max(new_value, place) as new_value, arg_max(new_number, place) as new_number
from (select *, row_number() over () as place from restated) group by all
"""
FIGURES = """
select
    closed.fiscal_period || '-' || closed.close_number as close_id, closed.*,
    case when last.mart is null then closed.value else last.new_value end as present_value,
    case when last.mart is null then closed.value_number else last.new_number end
        as present_number
from figures as closed
left join last_known as last using (fiscal_period, close_number, mart, figure_key, column_name)
order by closed.fiscal_period, closed.close_number, mart, figure_key, column_name
"""
# A figure that came back to what it was closed with no longer differs, and its story stays.
RESTATEMENTS = """
select
    change.*,
    case
        when state.status <> 'closed' then 'superseded'
        when last.new_value is not distinct from closed.value then 'reversed'
        else 'standing'
    end as status
from restated as change
inner join states as state using (fiscal_period, close_number)
inner join last_known as last using (fiscal_period, close_number, mart, figure_key, column_name)
left join figures as closed using (fiscal_period, close_number, mart, figure_key, column_name)
order by fiscal_period, mart, figure_key, column_name, first_seen_at, restatement_id
"""
TABLES = {"period_close": CLOSES, "period_close_figures": FIGURES, "restatements": RESTATEMENTS}


def write_periods(runtime: Runtime) -> list[Alert]:
    """Write the quality tables as of the day reported, tonight's entry included.

    Returns one alert for each closed period with figures that differ from the present truth.
    """
    home, today = runtime.home, runtime.clock.today()
    known = [*entries(home, until=today), *staged(home)]
    record = read_record(home, known)
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        connection.register("closes", record.closes)
        connection.register("figures", record.figures)
        connection.register("restated", record.restated)
        connection.register("states", _states(runtime, record))
        connection.execute(LAST_KNOWN)
        found = {name: connection.execute(query).to_arrow_table() for name, query in TABLES.items()}
    for name, table in found.items():
        store.write_table(home.quality / name / "current.parquet", table)
    return _alerts(runtime, found["restatements"].to_pylist())


def _states(runtime: Runtime, record: Record) -> pa.Table:
    said = decisions(runtime)
    last = {each.period.fiscal_period: each.close_number for each in record.closings}
    rows = []
    for row in record.closes.select(["fiscal_period", "close_number"]).to_pylist():
        is_last = last[row["fiscal_period"]] == row["close_number"]
        stands = record.standing(row["fiscal_period"], said)
        reopening = stands.reopening if is_last else None
        rows.append(
            {
                **row,
                "status": stands.status if is_last else SUPERSEDED,
                "reopened_by": reopening and reopening.decided_by,
                "reopened_on": reopening and reopening.decided_on,
                "reopen_reason": reopening and reopening.reason,
            }
        )
    return pa.Table.from_pylist(rows, schema=STATES)


def _alerts(runtime: Runtime, restatements: list[Row]) -> list[Alert]:
    by_period: dict[str, list[Row]] = defaultdict(list)
    for row in restatements:
        if row["status"] == STANDING:
            by_period[row["fiscal_period"]].append(row)
    return [_alert(runtime, period, rows) for period, rows in sorted(by_period.items())]


def _alert(runtime: Runtime, period: str, rows: list[Row]) -> Alert:
    projects = sorted({row["project_code"] for row in rows})
    # A restatement that comes later is another alert, also where somebody waived this one.
    newest = max(row["first_seen_at"] for row in rows)
    return Alert(
        alert_id=stable_id(PUBLISH, "quality", "restatements", period, f"{newest:%Y%m%d%H%M%S}"),
        severity="warning",
        gate=PUBLISH,
        source="quality",
        table_name="restatements",
        column_name="",
        expectation="closed_period_unchanged",
        title=(
            f"period {period} was closed and {len(rows)} of its figures have changed since, "
            f"of {len(projects)} project{'s' if len(projects) > 1 else ''} "
            f"({', '.join(projects[:SAMPLE_ROWS])}{', …' if len(projects) > SAMPLE_ROWS else ''})"
        ),
        why="What was reported for the period is no longer what the facts say.",
        owner=runtime.settings.owner_of("quality", "restatements"),
        row_count=len(rows),
        sample_json=json.dumps([_sample(row) for row in rows[:SAMPLE_ROWS]], ensure_ascii=False),
        fix=(
            "Look into quality.restatements for old, new and cause. Tell whoever signed the "
            f"period, or let it take the new figures: pmo periods reopen {period} --by NAME "
            "--reason WHY."
        ),
    )


def _sample(row: Row) -> Row:
    return {
        "entity": f"{row['mart']} {row['figure_key']}: {row['cause']}",
        "column_name": row["column_name"],
        "value": f"{row['old_value'] or '–'} → {row['new_value'] or '–'}",
    }
