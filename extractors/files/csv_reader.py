"""Read a CSV as rows of text cells with the row numbers that a spreadsheet shows.

The standard reader, not `pandas.read_csv`: pandas pads short rows, renames repeated headings and
names no row, and every refusal here must say where.
"""

import csv
import re
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TextIO

from extractors.files.cells import (
    BrokenCell,
    Cell,
    CellError,
    Row,
    Sheet,
    UnreadableFileError,
    shown,
)
from extractors.files.encodings import detect
from extractors.files.kinds import OLE_MARK, ZIP_MARK, refuse_ole, refuse_strangers

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_ROWS = 100
MAX_CELL_CHARS = 10_000_000
NO_TEXT = re.compile(r"[\udc80-\udcff]")


def open_csv(
    path: Path, name: str, *, encoding: str | None = None, delimiter: str | None = None
) -> list[Sheet]:
    """Return the file as one sheet; what is not given is detected.

    `name` is the file as the operator knows it. Raises `UnreadableFileError` for what is no text.
    """
    csv.field_size_limit(MAX_CELL_CHARS)
    _refuse_workbook(path, name)
    encoding = encoding or detect(path)
    try:
        delimiter = delimiter or _delimiter(path, encoding)
    except (UnicodeError, LookupError) as error:
        raise UnreadableFileError(
            f"{name} cannot be read as {encoding}: {error}",
            "save it as UTF-8, or name its encoding in a layout",
        ) from error
    return [Sheet(None, encoding, partial(_rows, path, name, encoding, delimiter))]


def _refuse_workbook(path: Path, name: str) -> None:
    head = refuse_strangers(path, name)
    if head.startswith(OLE_MARK):
        refuse_ole(path, name)
    if head.startswith(ZIP_MARK):
        ending = PurePosixPath(name).suffix
        raise UnreadableFileError(
            f"{name} is named {ending} but holds an Excel workbook or another zip archive",
            "rename it to end in .xlsx if it is a workbook",
        )


def _open(path: Path, encoding: str) -> TextIO:
    # Bytes that are no text survive as surrogates, so that their row is refused and not the file.
    errors = "strict" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    return path.open(encoding=encoding, errors=errors, newline="")


def _delimiter(path: Path, encoding: str) -> str:
    """Return the delimiter that cuts the first rows into most cells of one and the same number."""
    with _open(path, encoding) as stream:
        lines = [line.replace("\0", "") for line in islice(stream, SAMPLE_ROWS)]
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].rstrip()) <= 5:
        return lines[0].rstrip("\r\n")[4:] or "\t"
    return max(DELIMITERS, key=lambda each: _fit(lines, each))


def _fit(lines: list[str], delimiter: str) -> tuple[float, int]:
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if any(row)]
    except csv.Error:  # one cell without end: not of this delimiter
        return 0.0, 0
    if not widths or widths[0] == 1:
        return 0.0, 0
    return sum(width == widths[0] for width in widths) / len(widths), widths[0]


def _rows(path: Path, name: str, encoding: str, delimiter: str) -> Iterator[Row]:
    with _open(path, encoding) as stream:
        lines = _Lines(stream)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        number = 0
        while True:
            number += 1
            try:
                cells = tuple(next(reader))
            except StopIteration:
                return
            except csv.Error as error:
                yield Row(number, (lines.last,), _explained(error, name, number))
                continue
            except UnicodeError as error:
                raise UnreadableFileError(
                    f"{name} row {number} cannot be read as {encoding}: it is cut off or mixed",
                    "have it exported again, as UTF-8",
                    row=number,
                ) from error
            if number == 1 and len(cells) <= 2 and cells and cells[0].lower() == "sep=":
                continue  # Excel's own note of its delimiter
            yield _checked(number, cells)


class _Lines:
    """Lines of a stream; the last one read is kept, for a reject shows what nobody could cut."""

    def __init__(self, stream: TextIO) -> None:
        self.last = ""
        self._stream = stream

    def __iter__(self) -> Iterator[str]:
        for line in self._stream:
            self.last = line
            yield line


def _explained(error: csv.Error, name: str, number: int) -> CellError:
    """Return what is wrong with one row, or raise if the rest of the file went with it."""
    if "unexpected end of data" in str(error) or "field larger than" in str(error):
        raise UnreadableFileError(
            f'{name} row {number}: a quoted cell that begins here never ends (missing ")',
            "close the quotation mark, or have the file exported again if it was cut off",
            row=number,
        ) from error
    return CellError(
        f"its quotation marks do not match ({error})",
        'write a quotation mark inside a quoted cell twice: ""',
    )


def _checked(number: int, cells: tuple[str, ...]) -> Row:
    """Return the row; a cell with bytes that are no text is broken, those beside it are not."""
    if all(cell.isascii() or not NO_TEXT.search(cell) for cell in cells):
        return Row(number, cells)
    return Row(number, tuple(_broken(cell) if NO_TEXT.search(cell) else cell for cell in cells))


def _broken(cell: str) -> Cell:
    return BrokenCell(
        shown(cell),
        "holds bytes that are no text in the file's encoding",
        "save the file as UTF-8, or name its encoding in a layout",
    )
