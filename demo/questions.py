"""Answer the questions of docs/questions.md on a published warehouse.

    python -m demo.questions            # write the answers of the demo that lies in PMO_HOME
    python -m demo.questions --check    # say whether they are still true

The document holds each question's query; only the answers below the queries are made here.
"""

import difflib
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import duckdb
import typer
from rich.console import Console

from pmo.home import Home

DOCUMENT = Path(__file__).parents[1] / "docs" / "questions.md"
# A query, and whatever stands below it up to the next heading: that is the answer.
ANSWERED = re.compile(r"(```sql\n(.*?)```\n).*?(?=\n## |\Z)", re.DOTALL)
LONGEST_CELL = 90


def answered(document: str, connection: duckdb.DuckDBPyConnection) -> str:
    """Return `document` with the answer of `connection` below each query."""

    def answer(match: re.Match[str]) -> str:
        return f"{match[1]}\n{_table(connection.execute(match[2]))}\n"

    return ANSWERED.sub(answer, document)


def _table(result: duckdb.DuckDBPyConnection) -> str:
    """Return the rows of a query as a Markdown table."""
    names = [column[0] for column in result.description or []]
    rows = [[_cell(value) for value in row] for row in result.fetchall()]
    if not rows:
        return "*Nothing: no row fits.*"
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            # Nine digits are the same on every machine; the last of seventeen are not.
            return f"{value:.9g}"
        case Decimal():
            return f"{value:f}"
        case datetime() | date():
            return f"{value:%Y-%m-%d}"
    text = " ".join(str(value).split()).replace("|", "\\|")
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"


def main(
    check: Annotated[
        bool, typer.Option(help="Change nothing; exit 1 where answers differ.")
    ] = False,
) -> None:
    """Write the answers of the demo in PMO_HOME into docs/questions.md."""
    written = DOCUMENT.read_text("utf-8")
    with duckdb.connect(str(Home.from_environment().portfolio), read_only=True) as connection:
        found = answered(written, connection)
    console = Console(highlight=False)
    if not check:
        DOCUMENT.write_text(found, "utf-8")
        console.print(f"answers written to {DOCUMENT}", soft_wrap=True)
    elif found != written:
        lines = difflib.unified_diff(written.splitlines(), found.splitlines(), "written", "found")
        console.print("\n".join(lines), markup=False, soft_wrap=True)
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
