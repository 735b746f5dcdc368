"""`pmo run`: the night's steps one after the other, with progress, in this process."""

import logging
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from rich.console import Console

from pmo.cli.live import live
from pmo.runtime import Runtime
from pmo.settings import SOURCES

if TYPE_CHECKING:
    from expectations.results import GateResult

log = logging.getLogger(__name__)

Step = tuple[str, Callable[[], str]]


def run_night(runtime: Runtime, *, full_refresh: bool, extract_first: bool) -> None:
    """Run every step; the first that fails ends the night and leaves the published version up."""
    console, begun = Console(), time.monotonic()
    for name, step in _steps(runtime, full_refresh=full_refresh, extract_first=extract_first):
        started = time.monotonic()
        try:
            with live(console, name):
                said = step()
        except Exception:
            console.print(f"  [red]✗[/] {name:<22} {time.monotonic() - started:6.1f} s")
            raise
        console.print(
            f"  [green]✓[/] {name:<22} {time.monotonic() - started:6.1f} s  {said}", highlight=False
        )
    console.print(f"  done in {time.monotonic() - begun:.1f} s", highlight=False)


def _steps(runtime: Runtime, *, full_refresh: bool, extract_first: bool) -> list[Step]:
    extractions = [(f"extract {source}", partial(_extract, source, runtime)) for source in SOURCES]
    return [
        *(extractions if extract_first else []),
        ("check landing", partial(_check_landing, runtime)),
        ("build", partial(_build, runtime, full_refresh=full_refresh)),
        ("check candidate", partial(_check_candidate, runtime)),
        ("publish", partial(_publish, runtime)),
        ("report", partial(_report, runtime)),
    ]


def _extract(source: str, runtime: Runtime) -> str:
    from extractors.runs import extract

    batch = extract(source, runtime)
    return "switched off" if batch is None else f"{batch.rows:,} rows"


def _check_landing(runtime: Runtime) -> str:
    from expectations.landing_gate import check_landing
    from extractors.runs import prepare

    prepare(runtime)
    return _judged(runtime, check_landing)


def _judged(runtime: Runtime, gate: Callable[[Runtime], "GateResult"]) -> str:
    """Return the gate's verdict; where it stops the night, write the page that says why."""
    from expectations.errors import GateStoppedError
    from reports import index, quality

    try:
        return gate(runtime).summary
    except GateStoppedError:
        page, *_ = quality.write(runtime)
        index.write(runtime)
        log.warning("nothing new is published; every row with its file and fix: %s", page)
        raise


def _build(runtime: Runtime, *, full_refresh: bool) -> str:
    from warehouse.build import build
    from warehouse.candidate import assemble

    result = build(runtime, full_refresh=full_refresh)
    assemble(runtime)
    return str(result)


def _check_candidate(runtime: Runtime) -> str:
    from expectations.publish_gate import check_candidate

    return _judged(runtime, check_candidate)


def _publish(runtime: Runtime) -> str:
    from warehouse.publish import publish

    return str(publish(runtime))


def _report(runtime: Runtime) -> str:
    from reports import feedback, index, performance, quality
    from reports.rhythm import feedback_is_due

    pages = [*performance.write(runtime), *quality.write(runtime)]
    if feedback_is_due(runtime):
        pages += feedback.write(runtime)
    return f"{len(pages)} pages, {index.write(runtime)}"
