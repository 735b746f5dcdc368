"""Propose which canonical column a file's unknown column means."""

import difflib
from collections.abc import Collection
from dataclasses import replace

import duckdb

from expectations.audit import Finding
from expectations.landing_database import COPIES, FILE_LINEAGE, LINEAGE
from expectations.tables import LandedName
from pmo.glossary import labels_of

# Of each unknown column, the canonical columns that the files with it leave empty.
NAMES = """with unknown as (
    select file_name, _batch_id, unnest(from_json(unmapped_columns, '["VARCHAR"]')) as name
    from landed.{source}__files where table_name = '{table}'
)
select unknown.name, {filled}
from unknown
inner join {relation} as it
    on unknown.file_name = it._source_file and unknown._batch_id = it._batch_id
group by unknown.name order by unknown.name"""
LIKE = 0.6  # least likeness of two names that may mean one thing


def with_proposals(
    connection: duckdb.DuckDBPyConnection, name: LandedName, finding: Finding
) -> Finding:
    """Return `finding` naming the unmapped columns, and for each the nearest canonical one."""
    described = connection.execute(f"describe {name.relation}").fetchall()
    hidden = {*LINEAGE, *FILE_LINEAGE, *COPIES, "extra"}
    known = [column for column, *_ in described if column not in hidden]
    counts = ", ".join(f'count(it."{column}") > 0' for column in known)
    query = NAMES.format(
        relation=name.relation, source=name.source, table=name.table, filled=counts
    )
    proposals = {}
    for unknown, *is_filled in connection.execute(query).fetchall():
        filled = [column for column, fills in zip(known, is_filled, strict=True) if fills]
        empty = [column for column in known if column not in filled]
        proposals[unknown] = proposal(unknown, empty, filled)
    result = replace(
        finding.result,
        observed_value=f"columns {', '.join(proposals)}",
        fix=f"{finding.result.fix} Proposal: {'; '.join(proposals.values())}.",
    )
    return replace(finding, result=result)


def proposal(unknown: str, empty: Collection[str], filled: Collection[str] = ()) -> str:
    """Return which canonical column a heading means, in words; best one of those left `empty`."""
    for columns, remark in ((empty, ""), (filled, " (which the file fills as well)")):
        names = {alias: column for column in columns for alias in (column, *labels_of(column))}
        plain = unknown.strip().lower().replace(" ", "_").replace("-", "_")
        if near := difflib.get_close_matches(plain, names, n=1, cutoff=LIKE):
            return f"{unknown} → {names[near[0]]}{remark}"
    return f"{unknown} → no canonical column is like it"
