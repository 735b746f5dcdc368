"""A small organisation whose deliveries keep every promise, written through the real landing."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from extractors.files.tables import files_table, rejects_table
from extractors.landing import Landing, Table
from extractors.runs import SOURCES, tables_of
from pmo.runtime import Runtime

Row = dict[str, Any]
TODAY = date(2026, 6, 30)
SHEET: str | None = None


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


MARCH = date(2026, 3, 2)
ISSUE: Row = {
    "issue_id": "1001",
    "issue_key": "ROAD-1",
    "project_id": "10",
    "project_key": "ROAD",
    "issue_type": "Story",
    "summary": "Survey the bridge",
    "status": "Done",
    "status_id": "3",
    "status_category": "done",
    "assignee_id": "acc-1",
    "created_at": at(MARCH),
    "updated_at": at(date(2026, 3, 9)),
    "resolved_at": at(date(2026, 3, 9)),
    "story_points": Decimal(3),
    "time_spent_seconds": 7200,
    "custom_fields": "{}",
}
WORKLOG: Row = {
    "worklog_id": "5001",
    "issue_id": "1001",
    "author_id": "acc-1",
    "started_at": at(MARCH),
    "work_date": MARCH,
    "updated_at": at(MARCH),
    "seconds": 7200,
}
CHANGE: Row = {
    "issue_id": "1001",
    "history_id": "7001",
    "item_index": 0,
    "author_id": "acc-1",
    "changed_at": at(date(2026, 3, 9)),
    "field": "status",
    "field_id": "status",
    "from_value": "1",
    "from_string": "To Do",
    "to_value": "3",
    "to_string": "Done",
}
GOOD: dict[str, dict[str, Row]] = {
    "jira": {"issues": ISSUE, "worklogs": WORKLOG, "issue_changes": CHANGE},
    "timesheets": {
        "entries": {
            "entry_id": "T-1",
            "person_id": "E1",
            "project_code": "0107",
            "issue_key": "ROAD-1",
            "work_date": MARCH,
            "hours": Decimal("7.5"),
            "billable_hours": Decimal("6"),
            "approval_status": "approved",
        },
        "tempo_worklogs": {
            "tempo_worklog_id": "9001",
            "issue_id": "1001",
            "author_id": "acc-1",
            "work_date": MARCH,
            "seconds": 1800,
        },
    },
    "finance": {
        "budgets": {
            "project_code": "0107",
            "version": "approved",
            "version_date": date(2026, 1, 5),
            "fiscal_period": "2026-04",
            "cost_category": "labour",
            "amount": Decimal("1000.00"),
            "currency": "EUR",
        },
        "actuals": {
            "document_id": "4711",
            "line": "1",
            "posting_date": date(2026, 4, 2),
            "project_code": "0107",
            "cost_category": "hardware",
            "amount": Decimal("250.00"),
            "currency": "USD",
        },
        "commitments": {
            "order_id": "B-1",
            "line": "1",
            "order_date": date(2026, 4, 2),
            "delivery_date": date(2026, 7, 2),
            "project_code": "0107",
            "cost_category": "hardware",
            "amount": Decimal("900.00"),
            "open_amount": Decimal("400.00"),
            "currency": "EUR",
        },
        "rates": {
            "person_id": "E1",
            "valid_from": date(2025, 1, 1),
            "hourly_cost": Decimal("80"),
            "currency": "EUR",
        },
        "fx_rates": {
            "date": date(2025, 1, 1),
            "from_currency": "USD",
            "to_currency": "EUR",
            "rate": Decimal("0.92"),
        },
        "benefits": {
            "project_code": "0107",
            "benefit": "fewer closures",
            "fiscal_period": "2026-04",
            "planned_amount": Decimal("10"),
            "currency": "EUR",
        },
    },
    "registers": {
        "projects": {
            "project_code": "0107",
            "name": "Bridge",
            "manager_id": "E1",
            "jira_project_keys": "ROAD, RAIL",
            "method": "agile",
            "status": "active",
            "ev_method": "points",
            "start_baseline": date(2026, 1, 5),
            "finish_baseline": date(2026, 12, 18),
            "currency": "EUR",
        },
        "people": {
            "person_id": "E1",
            "name": "Ada",
            "jira_account_id": "acc-1",
            "department": "Civil",
            "employment_fraction": Decimal(1),
        },
        "baselines": {
            "project_code": "0107",
            "baseline_version": "B1",
            "effective_from": date(2026, 1, 5),
            "period_end": date(2026, 3, 31),
            "planned_value": Decimal("500"),
            "currency": "EUR",
        },
        "milestones": {
            "milestone_id": "M1",
            "project_code": "0107",
            "name": "Design frozen",
            "baseline_date": date(2026, 5, 4),
            "forecast_date": date(2026, 7, 20),
            "weight": Decimal("0.4"),
            "observed_on": date(2026, 6, 1),
        },
        "progress": {
            "project_code": "0107",
            "as_of": date(2026, 5, 31),
            "percent_complete": Decimal("40"),
        },
        "dependencies": {
            "dependency_id": "D1",
            "from_project": "0107",
            "to_project": "0107",
            "from_milestone": "M1",
            "to_milestone": "M2",
            "kind": "finish-start",
        },
        "objectives": {"objective_id": "O1", "name": "Safer roads", "weight": Decimal("0.5")},
        "project_objectives": {
            "project_code": "0107",
            "objective_id": "O1",
            "share": Decimal("0.6"),
        },
        "leave": {
            "leave_id": "L1",
            "person_id": "E1",
            "starts_on": MARCH,
            "ends_on": MARCH,
            "day_share": Decimal("0.5"),
        },
        "capacity": {
            "person_id": "E1",
            "week_start": MARCH,
            "capacity_hours": Decimal(40),
            "absence_hours": Decimal(0),
        },
        "allocations": {
            "person_id": "E1",
            "project_code": "0107",
            "week_start": MARCH,
            "planned_hours": Decimal(20),
        },
        "demand": {
            "project_code": "0107",
            "role": "Engineer",
            "month": "2026-07",
            "hours": Decimal(80),
        },
        "risks": {
            "risk_id": "R1",
            "project_code": "0107",
            "title": "Flood",
            "owner_id": "E1",
            "probability": Decimal(3),
            "impact": Decimal(4),
            "response": "mitigate",
            "currency": "EUR",
            "identified_on": MARCH,
            "observed_on": date(2026, 6, 1),
        },
        "skills": {"person_id": "E1", "skill": "statics", "level": Decimal(4)},
        "required_skills": {
            "project_code": "0107",
            "skill": "statics",
            "level": Decimal(3),
            "people": Decimal(1),
        },
        "training": {"person_id": "E1", "course": "BIM", "completed_on": MARCH},
        "criteria": {
            "project_code": "0107",
            "criterion": "quality",
            "weight": Decimal("0.3"),
            "target": Decimal(80),
        },
        "feedback": {
            "response_id": "F1",
            "project_code": "0107",
            "group": "client",
            "channel": "survey",
            "criterion": "quality",
            "score": Decimal(4),
            "given_on": date(2026, 5, 20),
        },
        "improvement_actions": {
            "action_id": "A1",
            "project_code": "0107",
            "finding": "late reviews",
            "owner_id": "E1",
            "done_on": date(2026, 6, 2),
        },
        "lessons": {"lesson_id": "L1", "project_code": "0107", "title": "Ask earlier"},
        "gates": {
            "project_code": "0107",
            "gate": "G1",
            "held_on": date(2026, 2, 2),
            "decision": "pass",
        },
        "status_reports": {
            "project_code": "0107",
            "reported_on": date(2026, 5, 31),
            "overall": "green",
        },
        "decisions": {
            "decision_id": "X1",
            "project_code": "0107",
            "subject": "Move the start",
            "decided_on": date(2026, 2, 3),
        },
        "holidays": {"country": "DE", "date": date(2026, 5, 1), "name": "Labour Day"},
        "calendars": {"calendar": "Plant", "date": date(2026, 5, 2), "name": "Bridge day"},
    },
}
TABLES: dict[tuple[str, str], Table] = {
    (source, table.name): table for source in SOURCES for table in tables_of(source)
}


def deliver(
    runtime: Runtime, source: str, tables: Mapping[str, list[Row]], file: str = "{table}.csv"
) -> str:
    """Land rows of `tables` as one batch, each from its own file; return the batch id."""
    landing = Landing(runtime.home.landing, runtime.clock)
    with landing.batch(source, tables_of(source)) as writer:
        for name, rows in tables.items():
            path = file.format(table=name)
            table = TABLES[source, name]
            writer.write(table, [placed(table, path, row, n) for n, row in enumerate(rows)])
            if table.is_file:
                seen = {
                    "file_name": path,
                    "table_name": name,
                    "layout": "canonical",
                    "unmapped_columns": unmapped(rows),
                }
                writer.write(files_table(source), [{**seen, "rows_read": len(rows)}])
    return writer.batch_id


def unmapped(rows: list[Row]) -> str:
    """Return the columns in `extra`, as the extractor lists those that nobody decided about."""
    return json.dumps(
        sorted({name for row in rows for name in json.loads(row.get("extra") or "{}")})
    )


def placed(table: Table, path: str, row: Row, number: int) -> Row:
    """Return `row` with its place: the header stands in line 1."""
    if not table.is_file:
        return row
    return {"_source_file": path, "_source_sheet": SHEET, "_source_row": number + 2, **row}


def reject(runtime: Runtime, source: str, rows: list[Row], read: list[Row] | None = None) -> None:
    """Land rows of `rejects`, and the rows of `files` that tell which files were read."""
    landing = Landing(runtime.home.landing, runtime.clock)
    with landing.batch(source, tables_of(source)) as writer:
        writer.write(rejects_table(source), rows)
        writer.write(files_table(source), read or [])


# Enough of the organisation to judge a night by; few tables make a quick gate.
LEAN = {
    "jira": {"issues"},
    "timesheets": {"entries"},
    "finance": {"actuals", "fx_rates"},
    "registers": {"projects", "people"},
}


def deliver_good(runtime: Runtime, copies: int = 1, *, lean: bool = False) -> None:
    """Land the good organisation, or the `lean` part of it, with `copies` of its issue."""
    for source, tables in GOOD.items():
        rows = {
            name: [row] for name, row in tables.items() if not lean or name in LEAN.get(source, ())
        }
        deliver(runtime, source, rows)
    if copies > 1:
        many = [
            {**ISSUE, "issue_id": str(n), "time_spent_seconds": 0}
            for n in range(2000, 1999 + copies)
        ]
        deliver(runtime, "jira", {"issues": many})


def extra(**columns: str) -> str:
    """Return the JSON that a file's unknown columns land as."""
    return json.dumps(columns, ensure_ascii=False, sort_keys=True)


def parquet(path: Path) -> list[Row]:
    """Return the rows of a Parquet file."""
    import pyarrow.parquet as pq

    rows: list[Row] = pq.read_table(path).to_pylist()
    return rows
