"""How old each source is, from the manifests of what landed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from expectations.results import LANDING, Alert
from pmo.manifests import live
from pmo.runtime import Runtime
from pmo.settings import FILE_SOURCES, SOURCES

SECONDS_PER_HOUR = 3600


@dataclass(frozen=True)
class Freshness:
    """One source: its last batch, and whether that is older than the settings allow.

    A source that is switched on and has never delivered a row is stale, however often it was read.
    """

    source: str
    last_batch_id: str | None
    last_extracted_at: datetime | None
    last_rows: int
    total_rows: int
    age_hours: float | None
    is_stale: bool
    is_enabled: bool


def measure(runtime: Runtime) -> list[Freshness]:
    """Return the freshness of every source; an enabled one that never landed is stale."""
    return [_measured(runtime, source) for source in SOURCES]


def _measured(runtime: Runtime, source: str) -> Freshness:
    is_enabled = bool(getattr(runtime.settings, source).enabled)
    landed = live(runtime.home.landing, source)
    if not landed.lines:
        return Freshness(source, None, None, 0, 0, None, is_enabled, is_enabled)
    last = landed.lines[-1]
    age = (runtime.clock.now() - last.extracted_at).total_seconds() / SECONDS_PER_HOUR
    return Freshness(
        source=source,
        last_batch_id=last.batch_id,
        last_extracted_at=last.extracted_at,
        last_rows=last.rows,
        total_rows=landed.rows,
        age_hours=age,
        is_stale=is_enabled and (age > runtime.settings.gates.stale_after_hours or not landed.rows),
        is_enabled=is_enabled,
    )


def stale_alerts(runtime: Runtime, measured: list[Freshness]) -> list[Alert]:
    """Return one warning a source that has not landed for too long."""
    return [_stale(runtime, each) for each in measured if each.is_stale]


def _stale(runtime: Runtime, measured: Freshness) -> Alert:
    from expectations.audit import stable_id

    has_delivered = measured.total_rows > 0
    seen = f"landed {measured.age_hours:.0f} hours ago" if has_delivered else "has never landed"
    return Alert(
        alert_id=stable_id(LANDING, measured.source, "", "fresh", ""),
        severity="warning",
        gate=LANDING,
        source=measured.source,
        table_name="",
        column_name="",
        expectation="fresh",
        title=f"{measured.source} {seen}",
        why=(
            "The report shows an older state of this source beside a newer one of the others."
            if has_delivered
            else "What rests on it stays empty; quality.coverage names each figure."
        ),
        owner=runtime.settings.owner_of(measured.source),
        row_count=0,
        sample_json="[]",
        fix=(
            f"Run `pmo extract {measured.source}` and read what it says."
            if has_delivered
            else f"{_delivery(runtime, measured.source)}, or switch it off in the settings "
            f"(`{measured.source}: {{enabled: false}}`)."
        ),
    )


def _delivery(runtime: Runtime, source: str) -> str:
    """Say how a first row of `source` comes to land."""
    if source not in FILE_SOURCES:
        return f"Run `pmo doctor`, then `pmo extract {source}`"
    folder = runtime.home.drop / getattr(runtime.settings, source).folder
    return f"Put its files into {folder} and run `pmo extract {source}`"


def rows(measured: list[Freshness]) -> list[dict[str, Any]]:
    """Return the rows of `quality/freshness`."""
    return [vars(each) for each in measured]
