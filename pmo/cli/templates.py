"""`pmo templates`: workbooks to fill in, one a table."""

from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from pmo.errors import OperatorError
from pmo.settings import FILE_SOURCES


class Language(StrEnum):
    """The language of headings, notes and instructions."""

    EN = "en"
    ZH = "zh"


def templates(
    folder: Annotated[
        Path, typer.Argument(help="Where to write them, a folder for each source.")
    ] = Path("templates"),
    language: Annotated[
        Language, typer.Option(help="Of headings, notes and instructions.")
    ] = Language.EN,
    force: Annotated[bool, typer.Option("--force", help="Write over what is there.")] = False,
) -> None:
    """Write a workbook to fill in for every register, finance and timesheet table.

    Each has the table's headings with notes, drop-downs and checks, and a sheet that explains it.
    A filled one goes into the drop folder as it is and needs no layout.
    """
    from extractors.files.templates import write_template

    targets = _targets(folder)
    existing = [path for path in targets if path.exists()]
    if existing and not force:
        raise OperatorError(
            f"{len(existing)} of the templates are there already, such as {existing[0]}, and may "
            "be filled in; name another folder, or write over them with --force"
        )
    counts: dict[str, int] = {}
    try:
        for path, table in targets.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_template(table, path, "zh" if language is Language.ZH else "en")
            counts[path.parent.name] = counts.get(path.parent.name, 0) + 1
    except OSError as error:
        raise OperatorError(f"{folder} cannot be written: {error.strerror or error}") from error
    _tell(folder, counts)


def _targets(folder: Path) -> dict[Path, Any]:
    """Return the path of each table's template."""
    return {
        folder / source / f"{table.name}.xlsx": table
        for source in FILE_SOURCES
        for table in import_module(f"extractors.{source}.tables").FILE_TABLES
    }


def _tell(folder: Path, counts: dict[str, int]) -> None:
    table = Table("templates", "in", "when filled, into", box=None, pad_edge=False)
    for source, count in counts.items():
        table.add_row(str(count), str(folder / source), f"the drop folder of {source}")
    Console(soft_wrap=True).print(table)
