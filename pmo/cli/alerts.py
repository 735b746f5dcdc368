"""`pmo alerts`: what the gates found, and what the PMO says of it."""

from enum import StrEnum
from typing import Annotated

import typer

from pmo.runtime import Runtime

app = typer.Typer(help="List data-quality alerts, and say what becomes of them.")


class Status(StrEnum):
    """What an alert may be set to."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    ASSIGNED = "assigned"
    WAIVED = "waived"


@app.command("list")
def list_(
    status: Annotated[Status | None, typer.Option(help="Only alerts in this status.")] = None,
) -> None:
    """List the alerts, critical ones first."""
    from expectations.alerts import list_alerts

    found = list_alerts(Runtime.from_environment(), status.value if status else None)
    if not found:
        typer.echo("no alerts")
    for each in found:
        typer.echo(
            f"{each['alert_id']}  {each['severity']:<8}  {each['status']:<12}  "
            f"{each['row_count']:>6} rows  {each['title']}  ({each['owner']})"
        )


@app.command("set")
def set_(
    alert_id: Annotated[str, typer.Argument(help="The id that `pmo alerts list` prints.")],
    status: Annotated[Status, typer.Argument(help="The new status.")],
    by: Annotated[str, typer.Option(help="Who decides; printed beside the alert.")],
    note: Annotated[str, typer.Option(help="Why.")] = "",
) -> None:
    """Acknowledge, assign, waive or reopen an alert."""
    from expectations.alerts import set_status

    set_status(Runtime.from_environment(), alert_id, status.value, by, note)
    typer.echo(f"{alert_id}: {status.value} by {by}")
