"""What Jira's fields were when they were last read, and what became of them since."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from extractors.jira.errors import BadValueError
from extractors.jira.fields import FieldMap
from extractors.jira.lists import SmallList
from extractors.jira.mapping import TARGETS, Field, Mapped
from extractors.jira.proposals import proposed_target
from extractors.jira.rows import Row
from extractors.jira.tables import FIELD_MAPPING, FIELDS, SOURCE
from pmo.manifests import live_files

log = logging.getLogger(__name__)


def mapped_before(landing: Path) -> dict[str, list[Field]]:
    """Return the fields that last filled each target, of those that ever were filled."""
    batches: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in _landed(landing, FIELD_MAPPING.name):
        if row["field_id"] is not None:
            batches[row["target"]][row["_batch_id"]].append(row)
    return {
        target: [
            Field(row["field_id"], row["field_name"], row["schema_type"] or "")
            for row in sorted(found[max(found)], key=lambda row: int(row["preference"]))
        ]
        for target, found in batches.items()
        if target in TARGETS
    }


def say_what_is_new(landing: Path, site: Sequence[Field]) -> list[Field]:
    """Warn of each custom field that was not there when Jira was last read; return them.

    Once: this run lands the list of fields, and the next one knows it.
    """
    known = {row["field_id"] for row in _landed(landing, FIELDS.name)}
    new = [each for each in site if known and each.field_id not in known]
    for each in new:
        target = proposed_target(each)
        log.warning(
            "Jira has a new custom field %s; it lands in issues.custom_fields%s",
            each,
            f". To use it: jira.fields.{target}: [{each.field_id}]" if target else "",
        )
    return new


def mapping_list(fields: FieldMap) -> SmallList:
    """Return the mapping as a small list: what fills each target, or a reject that says why not."""
    raws = [raw for each in fields.mapping for raw in _raws(each)]
    return FIELD_MAPPING, raws, mapping_row


def mapping_row(raw: Any) -> Row:
    """Return the row of `field_mapping` for an element of `mapping_list`."""
    if raw["problem"]:
        raise BadValueError(raw["id"], raw["wanted"], raw["problem"], raw["fix"])
    return {
        "target": raw["id"],
        "preference": raw["preference"],
        "field_id": raw["field_id"],
        "field_name": raw["field_name"],
        "schema_type": raw["schema_type"],
    }


def _raws(mapped: Mapped) -> Iterable[dict[str, Any]]:
    empty: dict[str, Any] = {"field_id": None, "field_name": None, "schema_type": None}
    found: list[dict[str, Any]] = [
        {"field_id": each.field_id, "field_name": each.name, "schema_type": each.schema_type}
        for each in mapped.fields
    ]
    said: dict[str, Any] = {"id": mapped.target, "problem": "", "fix": "", "wanted": None}
    for preference, field in enumerate(found or [empty], 1):
        yield {**said, "preference": preference, **field}
    if mapped.problem:
        yield {**said, "problem": mapped.problem, "fix": mapped.fix}


def _landed(landing: Path, table: str) -> list[Row]:
    """Return all rows of a small table that ever landed."""
    files = live_files(landing, SOURCE, table)
    return [row for path in files for row in pq.ParquetFile(path).read().to_pylist()]
