"""`pmo metrics`: what the metrics are, and what they say."""

import csv
import sys
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from pmo.errors import OperatorError
from pmo.runtime import Runtime

if TYPE_CHECKING:
    from warehouse.metrics import Answer, Metrics, Question


class Form(StrEnum):
    """How the answer is written."""

    TABLE = "table"
    CSV = "csv"
    SQL = "sql"


def metrics(
    name: Annotated[
        list[str] | None, typer.Argument(help="The metrics to ask for; none lists all.")
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(
            help="Group by a dimension (project__programme), or by day, week, month, quarter, "
            "year, fiscal_period or fiscal_year. May be repeated."
        ),
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(help="Only rows of this value, DIMENSION=VALUE. May be repeated."),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="First day or period that counts."),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--to", formats=["%Y-%m-%d"], help="Last day or period that counts."),
    ] = None,
    dimensions: Annotated[
        bool, typer.Option("--dimensions", help="List by what the metrics can be grouped.")
    ] = False,
    form: Annotated[Form, typer.Option("--format", help="How the answer is written.")] = Form.TABLE,
) -> None:
    """Ask the published warehouse for a metric, by project, person or period.

    The same definitions serve every tool: see docs/metrics.md.
    """
    from warehouse.metrics import Metrics, Question

    with Metrics.open(Runtime.from_environment().home) as warehouse:
        if not name:
            _list(warehouse)
        elif dimensions:
            typer.echo("\n".join(warehouse.dimensions(name)))
        else:
            question = Question(
                name,
                by or [],
                dict(_condition(each) for each in where or []),
                since.date() if since else None,
                until.date() if until else None,
            )
            _write(warehouse.ask(question), question, form)


def _condition(text: str) -> tuple[str, str]:
    name, found, value = text.partition("=")
    if not found or not name:
        raise OperatorError(f"--where {text!r} is no DIMENSION=VALUE, as project__priority=1 is")
    return name.strip(), value.strip()


def _list(warehouse: "Metrics") -> None:
    for each in warehouse.metrics():
        typer.echo(f"{each.name}\n    {each.label}. {each.description}")


def _write(answer: "Answer", question: "Question", form: Form) -> None:
    if form is Form.SQL:
        typer.echo(answer.sql)
    elif form is Form.CSV:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(answer.columns)
        writer.writerows(answer.rows)
    else:
        _table(answer, len(question.by))


def _table(answer: "Answer", groups: int) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for index, column in enumerate(answer.columns):
        table.add_column(column, justify="left" if index < groups else "right", overflow="fold")
    for row in answer.rows:
        table.add_row(*("–" if value is None else _text(value) for value in row))
    # Names of projects are no markup: `[crm] Upgrade` would lose its first word.
    Console(markup=False, emoji=False).print(table)


def _text(value: object) -> str:
    return f"{value:,.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
