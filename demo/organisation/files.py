"""Write a data set as CSV or XLSX, so that equal rows give equal bytes."""

import csv
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from demo.plan import Plan

Cell = str | int | Decimal | date | None
Row = Mapping[str, Cell]
Rows = Callable[["Plan"], Iterator[Row]]

# Zip entries carry a time, and so does a workbook's properties part; both are pinned.
_ZIP_TIME = (2020, 1, 1, 0, 0, 0)
_PROPERTY_TIME = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
_WIDTH = 18


@dataclass(frozen=True)
class DataSet:
    """One file of the drop folder: where it stands, its columns, and what gives its rows."""

    file: str
    columns: tuple[str, ...]
    rows: Rows
    encoding: str = "utf-8"
    delimiter: str = ","


def data_set(
    file: str, columns: str, rows: Rows, *, encoding: str = "utf-8", delimiter: str = ","
) -> DataSet:
    """Declare a file; `columns` are space-separated."""
    return DataSet(file, tuple(columns.split()), rows, encoding, delimiter)


def write(each: DataSet, rows: Iterable[Row], drop: Path) -> Path:
    """Write `rows` to the data set's file below `drop`, whole or not at all; return its path."""
    path = drop / each.file
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    if path.suffix == ".xlsx":
        _write_workbook(draft, path.stem, each.columns, rows)
    else:
        with draft.open("w", encoding=each.encoding, newline="") as stream:
            writer = csv.writer(stream, delimiter=each.delimiter, lineterminator="\r\n")
            writer.writerow(each.columns)
            writer.writerows([_text(row.get(name)) for name in each.columns] for row in rows)
    return draft.replace(path)


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def _write_workbook(path: Path, title: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number in range(1, len(columns) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTH
    sheet.append(columns)
    for row in rows:
        sheet.append([row.get(name) for name in columns])
    with TemporaryFile() as stream:
        book.save(stream)
        _repack(stream, path)


def _repack(source: IO[bytes], target: Path) -> None:
    """Copy a zip file entry by entry, without the times at which it was made."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _PROPERTY_TIME.sub(rb"\g<1>2020-01-01T00:00:00Z", content)
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
