"""Describe broken rows with their place, so that whoever owns them can find and mend them."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from expectations.audit import BrokenRow, Finding
from expectations.landing_database import COPIES, FILE_LINEAGE, LINEAGE
from expectations.promises import QUARANTINED
from expectations.tables import LandedName

Row = dict[str, Any]
Broken = list[tuple[Finding, tuple[BrokenRow, ...]]]

# Jira's tables know no PMO code; they find it through the register, as the models do.
ISSUES = """select issue.issue_id, any_value(issue.issue_key), min(project.project_code)
    from jira.issues as issue left join registers.projects as project
    on list_contains(
        regexp_split_to_array(upper(project.jira_project_keys), '[,;\\s]+'),
        upper(issue.project_key)
    ) group by issue.issue_id"""
WANTED = "create or replace temp table wanted as select * from asked"
BEHIND = """select it.* from {relation} as it where exists (
    select 1 from wanted where wanted.batch_id = it._batch_id
    and wanted.row_number = it._row_number
)"""


def describe(
    connection: duckdb.DuckDBPyConnection, name: LandedName, broken: Broken, detected_at: datetime
) -> list[Row]:
    """Return one quarantine row a broken row of `name` and promise."""
    keys = sorted({(row.batch_id, row.row_number) for _, rows in broken for row in rows})
    if not keys:
        return []
    landed = _landed(connection, name, keys)
    issues = _issues(connection, name)
    described = []
    for finding, rows in broken:
        for row in rows:
            content = landed[row.batch_id, row.row_number]
            described.append(_described(name, finding, row, content, issues, detected_at))
    return described


def row_json(content: Mapping[str, Any]) -> str:
    """Return the business columns of a landed row as one JSON object; numbers keep their digits."""
    business = {
        column: value
        for column, value in content.items()
        if column not in {*LINEAGE, *FILE_LINEAGE, *COPIES}
    }
    return json.dumps(business, ensure_ascii=False, sort_keys=True, default=_plain)


def sample(rows: Iterable[Row], size: int = 5) -> str:
    """Return the places and values of the first `size` rows as a JSON list."""
    names = (
        "entity",
        "source_file",
        "source_sheet",
        "source_row",
        "project_code",
        "column_name",
        "value",
        "reason",
    )
    first = [
        {name: row[name] for name in names if row[name] is not None}
        for row, _ in zip(rows, range(size), strict=False)
    ]
    return json.dumps(first, ensure_ascii=False, sort_keys=True)


def _landed(
    connection: duckdb.DuckDBPyConnection, name: LandedName, keys: list[tuple[str, int]]
) -> dict[tuple[str, int], Row]:
    asked = pa.table(
        {
            "batch_id": pa.array([key[0] for key in keys], pa.string()),
            "row_number": pa.array([key[1] for key in keys], pa.int64()),
        }
    )
    connection.register("asked", asked)
    connection.execute(WANTED)
    connection.unregister("asked")
    found = connection.execute(BEHIND.format(relation=name.relation)).to_arrow_table().to_pylist()
    return {(row["_batch_id"], row["_row_number"]): row for row in found}


def _issues(
    connection: duckdb.DuckDBPyConnection, name: LandedName
) -> dict[str, tuple[str, str | None]]:
    """Return Jira's key and the PMO's code by issue id, for tables that know the issue only."""
    if name.source != "jira" or name.table not in ("issues", "worklogs", "issue_changes"):
        return {}
    try:
        found = connection.execute(ISSUES).fetchall()
    except duckdb.CatalogException:  # no register has landed
        return {}
    return {issue_id: (key, code) for issue_id, key, code in found}


def _entity(name: LandedName, content: Row, issue_key: str | None) -> str:
    """Return what a row is about in the words of its source, such as `CRM-12 worklog_id 4711`."""
    parts = [f"{column} {content[column]}" for column in name.key if content.get(column)]
    if issue_key:
        parts = [issue_key, *(part for part in parts if not part.startswith("issue_id "))]
    return ", ".join(parts)


def _described(
    name: LandedName,
    finding: Finding,
    row: BrokenRow,
    content: Row,
    issues: Mapping[str, tuple[str, str | None]],
    detected_at: datetime,
) -> Row:
    result = finding.result
    code = content.get("project_code") or content.get("from_project")
    known = issues.get(content.get("issue_id", ""))
    issue_key, issue_code = known or (content.get("issue_key"), None)
    return {
        "source": name.source,
        "table_name": name.table,
        "batch_id": row.batch_id,
        "row_number": row.row_number,
        "entity": _entity(name, content, issue_key),
        "source_file": content.get("_source_file"),
        "source_sheet": content.get("_source_sheet"),
        "source_row": content.get("_source_row"),
        "project_code": code or issue_code,
        "column_name": result.column_name,
        "value": row.value,
        "expectation": result.expectation,
        "severity": result.severity,
        "disposition": result.disposition,
        "reason": f"{result.description}. {result.why}",
        "fix": result.fix,
        "owner": result.owner,
        "row_json": row_json(content),
        "detected_at": detected_at,
    }


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def kept_out(rows: Iterable[Row]) -> list[tuple[str, str, str, int]]:
    """Return (source, table, batch, row number) of the landed rows that stay out, each once."""
    return sorted(
        {
            (row["source"], row["table_name"], row["batch_id"], row["row_number"])
            for row in rows
            if row["disposition"] == QUARANTINED and row["row_number"] is not None
        }
    )
