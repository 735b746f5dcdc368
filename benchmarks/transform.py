"""`python -m benchmarks.transform`: how fast the models are built, and how that grows."""

import math
import os
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.landings import TODAY, TOMORROW, borrowed, change, counts, landing_of
from benchmarks.process import Measured, measure
from benchmarks.rules import Rule, verdict
from demo.environment import CONFIG
from pmo.clock import AS_OF_VARIABLE
from pmo.home import HOME_VARIABLE, Home
from pmo.settings import CONFIG_VARIABLE

REFERENCE, LARGE = 100_000, 1_000_000
CHANGED_SHARE = 0.01
# From the changelog as it landed to the days of each project and status.
DAILY_HISTORY = (
    "int_issue_field_changes",
    "int_issue_field_intervals",
    "int_issues_as_of",
    "fct_issue_status_interval",
    "int_issue_status_transitions",
    "int_issue_points_intervals",
    "int_issue_flow_events",
    "fct_project_flow_daily",
)
HISTORY = "daily history"
SLOWEST = 10
# Seconds by the clock, GiB, and the exponent of growth from one size to the next.
LIMITS = {
    "full": 60.0,
    "history": 5.0,
    "unchanged": 12.0,
    "changed": 15.0,
    "large-full": 480.0,
    "large-changed": 60.0,
    "large-memory": 8.0,
    "growth": 1.1,
}


@dataclass
class Size:
    """What was measured at one size of landing."""

    issues: int
    changes: int
    runs: dict[str, Measured] = field(default_factory=dict)

    @property
    def full(self) -> Measured:
        """The build of everything."""
        return self.runs["full"]

    @property
    def nights(self) -> dict[str, Measured]:
        """The runs that built what there was to build."""
        return {name: run for name, run in self.runs.items() if name != HISTORY}

    @property
    def history_seconds(self) -> float:
        """Seconds from the first model of the daily history to the end of the last, built alone."""
        return float(self.runs[HISTORY].result["seconds"])


def main(
    sizes: Annotated[
        str, typer.Option(help="Issues of each landing, smallest first.")
    ] = f"10000,{REFERENCE}",
    keep: Annotated[
        Path | None, typer.Option(help="Keep the landings in this folder, and take them from it.")
    ] = None,
    limit: Annotated[
        list[str] | None,
        typer.Option(help=f"Another limit, as name=value; of {', '.join(LIMITS)}."),
    ] = None,
) -> None:
    """Build every model of landings of several sizes, and hold the figures to their limits.

    At each size: everything anew, then the same again, then the night after with nothing new, then
    one in which 1 % of the issues changed. Each is a process of its own. Ends 1 if a limit is
    broken.
    """
    limits = LIMITS | dict(map(_parsed, limit or ()))
    console = Console(highlight=False, width=110)
    with tempfile.TemporaryDirectory(prefix="pmo-benchmark-") as name:
        folder = keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        measured = [_measured(int(size), folder, console) for size in sizes.split(",")]
    console.print(_table(measured))
    console.print(_slowest(measured))
    rules = [*_rules(measured, limits), *_growth(measured, limits)]
    console.print(verdict(rules))
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    console.print(f"{os.cpu_count()} cores; load over 1, 5 and 15 minutes: {load}")
    raise typer.Exit(0 if all(rule.is_kept for rule in rules) else 1)


def _measured(issues: int, folder: Path, console: Console) -> Size:
    """Run the four nights on a landing of about `issues` issues, and the daily history alone."""
    with console.status(f"landing {issues:,} issues …"):
        landing = landing_of(folder, issues)
    with tempfile.TemporaryDirectory(prefix=".nights-", dir=folder) as name:
        home = borrowed(landing, Path(name) / "home")
        size = Size(counts(home, "issues"), counts(home, "issue_changes"))
        with console.status(f"building {size.issues:,} issues …") as status:
            size.runs["full"] = _night(home, TODAY)
            status.update(f"{size.issues:,} issues, the same again …")
            size.runs["the same again"] = _night(home, TODAY)
            status.update(f"{size.issues:,} issues, the daily history …")
            size.runs[HISTORY] = _night(home, TODAY, *DAILY_HISTORY)
            status.update(f"{size.issues:,} issues, the next day, nothing new …")
            size.runs["the next day, nothing new"] = _night(home, TOMORROW)
            change(home, CHANGED_SHARE)
            status.update(f"{size.issues:,} issues, 1 % changed …")
            size.runs["1 % changed"] = _night(home, TOMORROW)
        shutil.rmtree(home.root)
    return size


def _night(home: Home, today: date, *models: str) -> Measured:
    where = {
        HOME_VARIABLE: str(home.root),
        CONFIG_VARIABLE: str(CONFIG),
        AS_OF_VARIABLE: today.isoformat(),
    }
    return measure("benchmarks.build_models", *models, environment=where)


def _table(sizes: list[Size]) -> Table:
    table = Table("issues", "changed fields", "night", title="Building every model")
    for name in ("s", "CPU s", "peak MiB", "built", "daily history s"):
        table.add_column(name, justify="right")
    for size in sizes:
        for name, run in size.nights.items():
            is_full = run is size.full
            table.add_row(
                f"{size.issues:,}" if is_full else "",
                f"{size.changes:,}" if is_full else "",
                name,
                f"{run.wall_seconds:,.1f}",
                f"{run.cpu_seconds:,.1f}",
                f"{run.peak_mib:,.0f}",
                f"{run.result['done']['models'] - run.result['done']['reused']:,}",
                f"{size.history_seconds:,.1f}" if is_full else "",
            )
    return table


def _slowest(sizes: list[Size]) -> Table:
    """Return the models that took most of the largest size, and what each took in each night."""
    largest = sizes[-1]
    table = Table("model", title=f"Seconds of the slowest models, {largest.issues:,} issues")
    for name in largest.nights:
        table.add_column(name, justify="right")
    seconds = {
        name: {node["node"]: node["execution_seconds"] for node in run.result["nodes"]}
        for name, run in largest.nights.items()
    }
    for model in sorted(seconds["full"], key=lambda each: -seconds["full"][each])[:SLOWEST]:
        table.add_row(model, *(f"{nodes.get(model, 0):,.1f}" for nodes in seconds.values()))
    return table


def _rules(sizes: list[Size], limits: dict[str, float]) -> list[Rule]:
    rules = []
    for size in sizes:
        nights = {name: run.wall_seconds for name, run in size.nights.items()}
        if _is_about(size, REFERENCE):
            rules += [
                Rule("100,000 issues: everything", nights["full"], limits["full"], " s"),
                Rule(
                    "100,000 issues: the daily history alone, from its changelog on",
                    *(size.history_seconds, limits["history"], " s"),
                ),
                Rule(
                    "100,000 issues: the same again",
                    *(nights["the same again"], limits["unchanged"], " s"),
                ),
                Rule("100,000 issues: 1 % changed", nights["1 % changed"], limits["changed"], " s"),
            ]
        if _is_about(size, LARGE):
            peak = max(run.peak_mib for run in size.runs.values()) / 1024
            rules += [
                Rule("1,000,000 issues: everything", nights["full"], limits["large-full"], " s"),
                Rule(
                    "1,000,000 issues: 1 % changed",
                    *(nights["1 % changed"], limits["large-changed"], " s"),
                ),
                Rule("1,000,000 issues: peak memory", peak, limits["large-memory"], " GiB"),
            ]
    return rules


def _growth(sizes: list[Size], limits: dict[str, float]) -> list[Rule]:
    """Return the exponents: 1 where ten times the issues take ten times the CPU seconds."""
    return [
        Rule(
            f"exponent of growth, {small.issues:,} to {large.issues:,} issues",
            math.log(large.full.cpu_seconds / small.full.cpu_seconds)
            / math.log(large.issues / small.issues),
            limits["growth"],
        )
        for small, large in pairwise(sizes)
    ]


def _parsed(limit: str) -> tuple[str, float]:
    name, _, value = limit.partition("=")
    try:
        if name in LIMITS:
            return name, float(value)
    except ValueError:
        pass
    raise typer.BadParameter(f"{limit!r} is no name=value with one of {', '.join(LIMITS)}")


def _is_about(size: Size, issues: int) -> bool:
    return 0.9 * issues <= size.issues <= 1.2 * issues


if __name__ == "__main__":
    typer.run(main)
