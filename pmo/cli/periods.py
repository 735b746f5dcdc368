"""`pmo periods`: which fiscal periods are closed, and what people decide of them."""

from typing import Annotated

import typer

from pmo.runtime import Runtime

app = typer.Typer(help="List fiscal periods, close one at once, or open a closed one again.")

Name = Annotated[str, typer.Argument(help="A fiscal period, as dim_date writes it: 2026-05.")]
By = Annotated[str, typer.Option(help="Who decides; kept beside the period.")]


@app.command("list")
def list_() -> None:
    """List the periods that have ended: closed or open, by which rule, with what changed since."""
    from expectations.periods import list_periods

    found = list_periods(Runtime.from_environment())
    if not found:
        typer.echo("no period has closed yet; the next `pmo run` closes those that are due")
    for each in found:
        when = f"closed on {each.closed_on}" if each.closed_on else "open"
        if each.due_on and not each.closed_on:
            when += f", closes with the night of {each.due_on}"
        changed = f", {each.restatements} figures changed since" if each.restatements else ""
        rule = f" ({each.rule})" if each.rule else ""
        typer.echo(f"{each.fiscal_period}  {each.status:<8}  {when}{rule}{changed}")


@app.command()
def close(period: Name, by: By, reason: Annotated[str, typer.Option(help="Why now.")] = "") -> None:
    """Close an ended period with the figures of the next night, before its time."""
    from expectations.periods import close_period

    close_period(Runtime.from_environment(), period, by, reason)
    typer.echo(f"{period}: closes with the next night (or `pmo run --no-extract`)")


@app.command()
def reopen(
    period: Name,
    by: By,
    reason: Annotated[str, typer.Option(help="Why; printed beside the period.")],
) -> None:
    """Open a closed period: its figures may change, and are frozen anew when it closes again."""
    from expectations.periods import reopen_period

    reopen_period(Runtime.from_environment(), period, by, reason)
    typer.echo(f"{period}: open; it closes again by the settings' rule, or by `pmo periods close`")
