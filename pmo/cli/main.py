"""The commands and their options."""

import os
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import typer

from pmo import log
from pmo.cli import alerts, metrics, periods, reports, templates
from pmo.clock import AS_OF_VARIABLE
from pmo.errors import OperatorError
from pmo.home import HOME_VARIABLE
from pmo.runtime import Runtime
from pmo.settings import CONFIG_VARIABLE, SOURCES

app = typer.Typer(
    name="pmo",
    no_args_is_help=True,
    add_completion=False,
    help="Portfolio reporting for a PMO: extract, audit, build, publish, report.",
    epilog=f"Settings: {CONFIG_VARIABLE} (config/pmo.yml). Data: {HOME_VARIABLE} (./var).",
)
app.add_typer(alerts.app, name="alerts")
app.add_typer(periods.app, name="periods")
app.add_typer(reports.app, name="reports")
app.command()(templates.templates)
app.command()(metrics.metrics)

AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help="Report this past day as it stood."),
]


Source = StrEnum("Source", [(source.upper(), source) for source in SOURCES])  # type: ignore[misc]


@app.callback()
def _options(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log debug messages.")] = False,
) -> None:
    log.configure(verbose=verbose)


@app.command()
def doctor() -> None:
    """Check settings, sources, landing and warehouse; say what is missing and how to mend it."""
    from pmo.cli.doctor import examine

    raise typer.Exit(0 if examine() else 1)


@app.command()
def extract(
    source: Annotated[list[Source], typer.Argument(help="What to land.")], as_of: AsOf = None
) -> None:
    """Land one or more sources; what is already landed is not read again."""
    from rich.console import Console

    from extractors.runs import extract as run
    from pmo.cli.live import live

    runtime, console = _runtime(as_of), Console()
    for each in source:
        with live(console, f"extract {each.value}"):
            batch = run(each.value, runtime)
        rows = "switched off" if batch is None else f"{batch.rows:,} rows in batch {batch.batch_id}"
        typer.echo(f"{each.value}: {rows}")


@app.command()
def compact(
    source: Annotated[
        list[Source] | None, typer.Argument(help="What to compact; by default every source.")
    ] = None,
) -> None:
    """Fold small files of the landing into few large ones; extractions do this by themselves."""
    from extractors.runs import compact as run

    runtime = _runtime()
    for each in [one.value for one in source or Source]:
        typer.echo(f"{each}: {run(each, runtime)}")


@app.command()
def run(
    as_of: AsOf = None,
    full_refresh: Annotated[
        bool, typer.Option(help="Build everything from all of the landing, unchanged or not.")
    ] = False,
    no_extract: Annotated[bool, typer.Option(help="Use what is landed already.")] = False,
) -> None:
    """Do the whole night: extract, check, build, check, publish, report."""
    from pmo.cli.night import run_night

    run_night(_runtime(as_of), full_refresh=full_refresh, extract_first=not no_extract)


@app.command()
def versions() -> None:
    """List the published versions; the one that BI reads is marked."""
    from warehouse.versions import list_versions

    found = list_versions(_runtime().home)
    if not found:
        typer.echo("nothing is published yet; `pmo run` publishes the first version")
    for each in found:
        mark = "*" if each.is_current else " "
        typer.echo(f"{mark} {each}, published {each.published_at:%Y-%m-%d %H:%M} UTC")


@app.command()
def rollback(
    version: Annotated[
        str | None, typer.Argument(help="A version id; by default the one before the current.")
    ] = None,
) -> None:
    """Point BI at an earlier version, at once; the next night publishes a new one."""
    from warehouse.versions import rollback as run

    typer.echo(f"BI now reads {run(_runtime().home, version)}")


@app.command()
def validate(
    landing: Annotated[
        bool, typer.Option(help="Also hold what is landed to its promises.")
    ] = False,
) -> None:
    """Check the settings file, and with --landing the landed data, without building anything."""
    runtime = _runtime()
    typer.echo(f"settings of {runtime.settings.organisation.name}: valid")
    if landing:
        from expectations.landing_gate import check_landing
        from extractors.runs import prepare

        prepare(runtime)
        typer.echo(check_landing(runtime).summary)


def _runtime(as_of: date | None = None) -> Runtime:
    if as_of is not None:
        os.environ[AS_OF_VARIABLE] = f"{as_of:%Y-%m-%d}"
    return Runtime.from_environment()


def main() -> None:
    """Run the command line; exit 1 with one clear message where something is wrong."""
    try:
        app()
    except OperatorError as error:
        typer.echo(f"pmo: {error}", err=True)
        raise SystemExit(1) from None
