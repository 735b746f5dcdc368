"""Whether a load that is committed in parts has come to its end.

A first load of Jira may take hours and is committed in parts on the way. Each part is true, and
together they are not the whole: nothing may be published of them. Once a load was complete, a
later one that was cut off lacks what it did not come to, which is a warning.
"""

from expectations.audit import stable_id
from expectations.promises import CRITICAL, TABLE, WARNING
from expectations.results import LANDING, PromiseResult
from pmo.manifests import live
from pmo.runtime import Runtime

LOADED_TO_THE_END = "loaded_to_the_end"
IN_PARTS = (("jira", "issues"),)  # source, and the table that stands for it


def loaded_to_the_end(runtime: Runtime) -> list[PromiseResult]:
    """Return one result a source that is loaded in parts and has landed something."""
    return [
        found
        for source, table in IN_PARTS
        if getattr(runtime.settings, source).enabled
        and (found := _result(runtime, source, table)) is not None
    ]


def _result(runtime: Runtime, source: str, table: str) -> PromiseResult | None:
    lines = live(runtime.home.landing, source).lines
    if not lines:
        return None
    last, has_been = lines[-1], any(line.complete for line in lines)
    return PromiseResult(
        gate=LANDING,
        suite=f"{source}.{table}",
        source=source,
        table_name=table,
        expectation_id=stable_id(LANDING, source, table, LOADED_TO_THE_END, ""),
        expectation=LOADED_TO_THE_END,
        description=(
            "the last load was cut off" if has_been else "the first load is still under way"
        ),
        column_name="",
        severity=WARNING if has_been else CRITICAL,
        disposition=TABLE,
        is_kept=last.complete,
        element_count=None,
        unexpected_count=0,
        observed_value=""
        if last.complete
        else f"committed in parts up to {last.extracted_at:%Y-%m-%d %H:%M} UTC",
        why=(
            "What it did not come to, such as new worklogs, is older than the rest."
            if has_been
            else "What is not read yet is missing from every number: half a portfolio."
        ),
        owner=runtime.settings.owner_of(source, table),
        fix=f"Run `pmo extract {source}`; it goes on from the last part, then run the night again.",
    )
