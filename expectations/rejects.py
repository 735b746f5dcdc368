"""Rows and files that extractors could not read, as rows of the quarantine."""

import json
from datetime import datetime
from typing import Any

import duckdb

from expectations.tables import KEYS, LandedName
from pmo.settings import Settings

UNREADABLE_FILE, UNREADABLE_ROW = "unreadable_file", "unreadable_row"

# A file that was read later under its name has nothing left to mend; one that could not be read
# at all is in no row of `files`, and yesterday's delivery stays.
OF_FILES = """
select
    rejected.*,
    not exists (
        select 1 from landed.{source}__files as file
        where file.file_name = rejected._source_file and file._batch_id = rejected._batch_id
        and (rejected.table_name is null or file.table_name = rejected.table_name)
    ) as is_whole_file
from landed.{source}__rejects as rejected
where not exists (
    select 1 from landed.{source}__files as file
    where file.file_name = rejected._source_file and file._batch_id > rejected._batch_id
    and (rejected.table_name is null or file.table_name = rejected.table_name)
)
qualify _batch_id = max(_batch_id) over (partition by _source_file, table_name)
order by _batch_id, _row_number
"""
OF_JIRA = """
select rejected.*, false as is_whole_file
from landed.jira__rejects as rejected
where rejected.table_name is distinct from '{table}' or not exists (
    select 1 from landed.jira__{table} as landed
    where landed."{key}" = rejected.entity_id and landed._batch_id > rejected._batch_id
)
qualify row_number() over (
    partition by table_name, entity_id, column_name order by _batch_id desc, _row_number desc
) = 1
order by _batch_id, _row_number
"""


def rejected_rows(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    tables: list[LandedName],
    settings: Settings,
    detected_at: datetime,
) -> list[dict[str, Any]]:
    """Return one quarantine row a row or file of `source` that still could not be read."""
    if source == "jira":
        found = _of_jira(connection, tables)
    else:
        query = OF_FILES.format(source=source)
        found = connection.execute(query).to_arrow_table().to_pylist()
    return [_described(source, each, settings, detected_at) for each in found]


def _of_jira(
    connection: duckdb.DuckDBPyConnection, tables: list[LandedName]
) -> list[dict[str, Any]]:
    """Return the rejects that no later landing of the same entity has mended."""
    known = {name.table for name in tables if name.source == "jira"}
    names = connection.execute("select distinct table_name from landed.jira__rejects").fetchall()
    found: list[dict[str, Any]] = []
    for (table,) in sorted(names, key=str):
        if table not in known:
            query = "select *, false as is_whole_file from landed.jira__rejects as rejected"
        else:
            query = OF_JIRA.format(table=table, key=KEYS["jira"][table][0])
        rows = connection.execute(query).to_arrow_table().to_pylist()
        found += [row for row in rows if row["table_name"] == table]
    return found


def _described(
    source: str, row: dict[str, Any], settings: Settings, detected_at: datetime
) -> dict[str, Any]:
    table = row["table_name"] or ""
    is_file = row["is_whole_file"]
    return {
        "source": source,
        "table_name": table,
        "batch_id": row["_batch_id"],
        "row_number": None,
        "entity": row.get("entity_id"),
        "source_file": row.get("_source_file"),
        "source_sheet": row.get("_source_sheet"),
        "source_row": row.get("_source_row"),
        "project_code": _project_code(row["row_json"]),
        "column_name": row["column_name"],
        "value": row["value"],
        "expectation": UNREADABLE_FILE if is_file else UNREADABLE_ROW,
        "severity": "warning" if is_file else "critical",
        "disposition": "quarantined",
        "reason": row["reason"],
        "fix": row["fix"],
        "owner": settings.owner_of(source, table),
        "row_json": row["row_json"],
        "detected_at": detected_at,
    }


def _project_code(text: str | None) -> str | None:
    try:
        content = json.loads(text or "null")
    except ValueError:
        return None
    code = content.get("project_code") if isinstance(content, dict) else None
    return code if isinstance(code, str) else None
