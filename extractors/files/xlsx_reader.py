"""Read an XLSX workbook as sheets of typed cells.

A workbook is refused before it is opened if it could hurt (a zip bomb) or mislead (cut off,
encrypted, another format under this name); formulas count by the value Excel stored for them.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import zip_longest
from pathlib import Path, PurePosixPath
from typing import Any

from extractors.files.cells import BrokenCell, Cell, Row, Sheet, UnreadableFileError
from extractors.files.kinds import OLE_MARK, refuse_ole, refuse_strangers

MAX_UNPACKED_BYTES = 2 << 30
MAX_RATIO = 200  # XML of real sheets packs 5 to 30 times
RATIO_COUNTS_FROM_BYTES = 50 << 20
MAX_MEMBERS = 10_000
REMEMBERED_CELLS = 500_000  # some 50 MB; parsing is what a workbook costs
# What zipfile, the XML parser and openpyxl let out of a broken workbook; all mean the same here.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
FORMULA_TAG = re.compile(rb"<f[ >/]")
ESCAPED = "_x"  # Excel writes a carriage return as _x000D_
ZERO_FILLED = re.compile(r"0{2,}")


def open_xlsx(path: Path, name: str) -> list[Sheet]:
    """Return the sheets of the workbook; raise `UnreadableFileError` naming `name` and the fix."""
    _refuse_other_formats(path, name)
    try:
        has_formulas = _check_archive(path, name)
        with closing(_load(path)) as book:
            titles = {sheet.title: sheet.sheet_state != "visible" for sheet in book.worksheets}
    except BROKEN as error:
        if isinstance(error, UnreadableFileError):
            raise
        raise _damaged(name, str(error)) from error
    return [
        Sheet(title, None, _Remembering(partial(_rows, path, name, title, has_formulas)), is_hidden)
        for title, is_hidden in titles.items()
    ]


class _Remembering:
    """Rows that are parsed once and then remembered, unless there are too many to hold."""

    def __init__(self, read: Callable[[], Iterator[Row]]) -> None:
        self._read = read
        self._rows: list[Row] | None = None

    def __call__(self) -> Iterator[Row]:
        if self._rows is not None:
            yield from self._rows
            return
        rows, cells = [], 0
        for row in self._read():
            cells += len(row.cells) + 1
            if cells <= REMEMBERED_CELLS:
                rows.append(row)
            yield row
        if cells <= REMEMBERED_CELLS:
            self._rows = rows


def _load(path: Path, *, formulas: bool = False) -> Any:
    from openpyxl import load_workbook

    return load_workbook(path, read_only=True, data_only=not formulas, keep_links=False)


def _damaged(name: str, detail: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"{name} is damaged or was cut off while it was copied ({detail})",
        "open it in Excel to see whether it is whole, save it again and deliver it again",
    )


def _refuse_other_formats(path: Path, name: str) -> None:
    head = refuse_strangers(path, name)
    if head.startswith(OLE_MARK):
        refuse_ole(path, name)
    if not head.startswith(b"PK"):
        ending = PurePosixPath(name).suffix
        raise UnreadableFileError(
            f"{name} is named {ending} but is no Excel workbook (it begins with {head[:8]!r})",
            "rename it to .csv if it is text, or save it as .xlsx",
        )


def _check_archive(path: Path, name: str) -> bool:
    """Refuse bombs and strangers; return whether any sheet holds a formula."""
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        unpacked, packed = (
            sum(each.file_size for each in members),
            sum(each.compress_size for each in members),
        )
        is_bomb = unpacked > RATIO_COUNTS_FROM_BYTES and unpacked > MAX_RATIO * max(packed, 1)
        if is_bomb or unpacked > MAX_UNPACKED_BYTES or len(members) > MAX_MEMBERS:
            raise UnreadableFileError(
                f"{name} would unpack to {unpacked:,} bytes in {len(members):,} parts, "
                f"more than a workbook of {packed:,} bytes may",
                "delete empty formatted rows and pictures, or deliver the data as CSV",
            )
        if "xl/workbook.xml" not in archive.namelist():
            raise UnreadableFileError(
                f"{name} is a zip archive but no .xlsx workbook",
                "save it as .xlsx or CSV (.xlsb, .ods and .docx are not read)",
            )
        sheets = [each for each in archive.namelist() if each.startswith("xl/worksheets/")]
        return any(_holds_formula(archive, each) for each in sheets)


def _holds_formula(archive: zipfile.ZipFile, member: str) -> bool:
    with archive.open(member) as stream:
        tail = b""
        while chunk := stream.read(1 << 20):
            if FORMULA_TAG.search(tail + chunk):
                return True
            tail = chunk[-2:]
    return False


def _rows(path: Path, name: str, title: str, has_formulas: bool) -> Iterator[Row]:
    try:
        with ExitStack() as stack:
            values = _cells(stack, path, title)
            asked = _cells(stack, path, title, formulas=True) if has_formulas else iter(())
            rows = zip_longest(values, asked, fillvalue=())
            for number, (cells, beside) in enumerate(rows, start=1):
                yield Row(number, tuple(_cell(*pair) for pair in zip_longest(cells, beside)))
    except BROKEN as error:
        raise UnreadableFileError(
            f"{name} sheet {title!r} cannot be read to its end: {error}",
            "save it again in Excel and deliver it again",
        ) from error


def _cells(
    stack: ExitStack, path: Path, title: str, *, formulas: bool = False
) -> Iterator[tuple[Any, ...]]:
    sheet = stack.enter_context(closing(_load(path, formulas=formulas)))[title]
    # A sheet's stated size is often wrong, in both directions; its rows are the truth.
    sheet.reset_dimensions()
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows()
    return rows


def _cell(cell: Any, formula: Any) -> Cell:
    """Return what the cell holds: numbers as exact decimals, dates as dates."""
    value = None if cell is None else cell.value
    if value is None:
        return _uncached(formula)
    if cell.data_type == "e":
        return BrokenCell(
            str(value), f"is Excel's error {value}", "mend the formula that gives the error"
        )
    if isinstance(value, bool | date):
        return value
    if isinstance(value, int) and ZERO_FILLED.fullmatch(cell.number_format or ""):
        return str(value).zfill(len(cell.number_format))  # a code that Excel shows as 00042
    if isinstance(value, int | float):
        return Decimal(int(value)) if value == int(value) else Decimal(repr(value))
    return _text(str(value))  # a time of day or a duration, too


def _text(value: str) -> str:
    from openpyxl.utils.escape import unescape

    return str(unescape(value)) if ESCAPED in value else value


def _uncached(formula: Any) -> Cell:
    if formula is None or formula.data_type != "f":
        return None
    shown = str(getattr(formula.value, "text", formula.value))
    return BrokenCell(
        shown,
        f"is the formula {shown}, saved without its result",
        "open the file in Excel, let it calculate, save it and deliver it again",
    )
