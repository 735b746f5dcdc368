"""Propose which canonical column a file's unknown column means."""

import difflib
from dataclasses import replace

import duckdb

from expectations.audit import Finding
from expectations.landing_database import COPIES, FILE_LINEAGE, LINEAGE
from expectations.tables import LandedName

NAMES = """select distinct unnest(from_json(file.unmapped_columns, '["VARCHAR"]')) as name
from landed.{source}__files as file
where file.table_name = '{table}' and exists (
    select 1 from {relation} as it
    where file.file_name = it._source_file and file._batch_id = it._batch_id
) order by name"""


def with_proposals(
    connection: duckdb.DuckDBPyConnection, name: LandedName, finding: Finding
) -> Finding:
    """Return `finding` naming the unmapped columns, and for each the nearest canonical one."""
    unknown = [
        each
        for (each,) in connection.execute(
            NAMES.format(relation=name.relation, source=name.source, table=name.table)
        ).fetchall()
    ]
    described = connection.execute(f"describe {name.relation}").fetchall()
    hidden = {*LINEAGE, *FILE_LINEAGE, *COPIES, "extra"}
    known = [column for column, *_ in described if column not in hidden]
    proposals = [_proposal(each, known) for each in unknown]
    result = replace(
        finding.result,
        observed_value=f"columns {', '.join(unknown)}",
        fix=f"{finding.result.fix} Proposal: {'; '.join(proposals)}.",
    )
    return replace(finding, result=result)


def _proposal(unknown: str, known: list[str]) -> str:
    plain = unknown.strip().lower().replace(" ", "_").replace("-", "_")
    near = difflib.get_close_matches(plain, known, n=1, cutoff=0.6)
    return f"{unknown} → {near[0]}" if near else f"{unknown} → no canonical column is like it"
