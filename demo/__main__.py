"""`python -m demo`: the main job on the sample organisation, from files and Jira to reports."""

import gc
import os
import time
from datetime import date, datetime
from typing import Annotated

import duckdb
import typer
from rich.console import Console

from demo.environment import OtherDemoError, claim, variables
from demo.jira.answers import DEMO_TOKEN
from demo.jira.server import serve
from demo.night import TaskOutcome, configure_airflow, output_to, prepare_database, run_night
from demo.organisation.drop import write_drop
from demo.plan import Plan, build_plan
from pmo.home import Home

DEFAULT_AS_OF = "2026-06-30"
FAILED = "failed"
SIGNS = {"success": "[green]✓[/]", FAILED: "[red]✗[/]"}
# Airflow, dbt and Great Expectations leave a million objects that live to the end; Python's own
# thresholds walk them all a dozen times.
COLLECT_AFTER = (50_000, 20, 100)
RAG = {"red": "■", "amber": "▲", "green": "●", "grey": "○"}


def main(
    scale: Annotated[float, typer.Option(help="Size of the organisation; 1 is 12 projects.")] = 1.0,
    as_of: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="The organisation's today.")
    ] = DEFAULT_AS_OF,  # type: ignore[assignment]
    seed: Annotated[int, typer.Option(help="Another seed is another organisation.")] = 7,
) -> None:
    """Run the night's DAGs on the sample organisation, and say where the reports are."""
    begun = time.monotonic()
    home = Home.from_environment()
    plan = build_plan(seed=seed, as_of=as_of.date(), scale=scale)
    try:
        claim(home, plan)
    except OtherDemoError as error:
        typer.echo(f"demo: {error}", err=True)
        raise typer.Exit(1) from None
    log = home.root / "demo.log"
    with output_to(log) as terminal:
        console = Console(file=terminal, highlight=False, soft_wrap=True)
        outcomes = run(console, home, plan)
        failed = [each for each in outcomes if each.state == FAILED]
        if not failed:
            _say_what_came_out(console, home, plan.as_of)
        console.print(f"  {time.monotonic() - begun:.1f} s in all; the whole log: {log}")
    raise typer.Exit(1 if failed else 0)


def run(console: Console, home: Home, plan: Plan) -> list[TaskOutcome]:
    """Serve the organisation of `plan` and run the night on it; say each outcome as it comes."""
    gc.set_threshold(*COLLECT_AFTER)
    console.print(
        f"[bold]Northwind Engineering[/], as of {plan.as_of}: "
        f"{len(plan.projects)} projects, {len(plan.people)} people"
    )
    with console.status("writing the drop folder …"):
        files = write_drop(plan, home.drop)
    console.print(f"  {len(files)} files in {home.drop}")
    with serve(plan) as jira:
        console.print(f"  Jira answers at {jira.url}")
        os.environ.update(variables(home, plan.as_of, jira.url, DEMO_TOKEN))
        folder = home.root / "airflow"
        configure_airflow(folder)
        with console.status("preparing Airflow …") as status:
            prepare_database(folder)
            outcomes = run_night(
                on_start=lambda dag: status.update(f"{dag} …"),
                on_task=lambda outcome: _say(console, outcome),
            )
    gc.freeze()  # or the interpreter's end walks them all again, for seconds
    return outcomes


def _say(console: Console, outcome: TaskOutcome) -> None:
    name = f"{outcome.dag_id}.{outcome.task_id}".rstrip(".")
    sign = SIGNS.get(outcome.state, "[yellow]–[/]")
    console.print(f"  {sign} {name:<36} {outcome.seconds:6.1f} s  {outcome.summary}")
    if outcome.error:
        console.print(f"      {outcome.error}", markup=False)


def _say_what_came_out(console: Console, home: Home, as_of: date) -> None:
    with duckdb.connect(str(home.portfolio), read_only=True) as connection:
        health = connection.execute(
            "select overall_rag, count(*) from marts.fct_portfolio_health "
            "where is_current group by all"
        ).fetchall()
        alerts = connection.execute(
            "select severity, count(*), sum(row_count) from quality.alerts "
            "where status = 'open' group by all order by severity"
        ).fetchall()
    counts = dict(health)
    console.print()
    console.print(
        "  portfolio     " + "   ".join(f"{RAG[rag]} {counts.get(rag, 0)} {rag}" for rag in RAG)
    )
    said = ", ".join(f"{count} {severity} ({rows:,} rows)" for severity, count, rows in alerts)
    console.print(f"  data quality  {said or 'no alerts'}")
    for kind in ("performance", "feedback", "quality"):
        console.print(f"  {kind:<13} {home.reports / kind / str(as_of) / 'en' / 'index.html'}")
    console.print(f"  all reports   {home.reports / 'index.html'}")
    console.print(f"  for BI        {home.portfolio}")


if __name__ == "__main__":
    typer.run(main)
