"""`pmo reports`: write them anew, or serve the archive."""

from enum import StrEnum
from importlib import import_module
from typing import Annotated

import typer

from pmo.runtime import Runtime

app = typer.Typer(no_args_is_help=True, help="Write reports anew, or serve the archive.")


class Kind(StrEnum):
    """The kinds of report."""

    PERFORMANCE = "performance"
    FEEDBACK = "feedback"
    QUALITY = "quality"


@app.command()
def write(
    kind: Annotated[list[Kind] | None, typer.Argument(help="By default all kinds.")] = None,
) -> None:
    """Write reports from the published version."""
    from reports import index

    runtime = Runtime.from_environment()
    for each in kind or list(Kind):
        for page in import_module(f"reports.{each.value}").write(runtime):
            if page.name == "index.html":
                typer.echo(page)
    typer.echo(index.write(runtime))


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
) -> None:
    """Serve the archive behind a login (PMO_REPORTS_USER, PMO_REPORTS_PASSWORD)."""
    from reports.serve import run

    run(Runtime.from_environment(), host, port)
