"""The heading row of a sheet, and the rows below it that count."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from extractors.files.cells import Cell, Row, Sheet, UnreadableFileError, is_blank, shown
from extractors.files.layouts import Layout

SEPARATORS = re.compile(r"[\s_\-]+")


def plain(name: str) -> str:
    """Return a heading as it is compared: `Project Code` and `project_code` are one."""
    return SEPARATORS.sub("_", unicodedata.normalize("NFKC", name).strip().casefold())


@dataclass(frozen=True)
class Header:
    """The headings of a sheet, left to right, and the row they stand in."""

    row: int
    names: tuple[str, ...]

    @cached_property
    def _places(self) -> Mapping[str, list[int]]:
        places: dict[str, list[int]] = {}
        for index, name in enumerate(self.names):
            if name:
                places.setdefault(plain(name), []).append(index)
        return places

    def has(self, name: str) -> bool:
        """Tell whether a heading of that name stands in the sheet."""
        return plain(name) in self._places

    def index(self, name: str) -> int:
        """Return the place of the one heading of that name, from 0."""
        places = self._places.get(plain(name), [])
        if len(places) > 1:
            columns = " and ".join(_letter(each) for each in places)
            raise UnreadableFileError(
                f"the heading {name!r} stands twice, in columns {columns}",
                "rename or delete one of them",
                row=self.row,
            )
        if not places:
            raise UnreadableFileError(
                f"the column {name!r} is missing",
                f"add it; the sheet has {', '.join(filter(None, self.names)) or 'no headings'}",
                row=self.row,
            )
        return places[0]

    def label(self, index: int) -> str:
        """Return the heading of a column, numbered if repeated, or its letter where it has none."""
        name = self.names[index] if index < len(self.names) else ""
        if not name:
            return f"column {_letter(index)}"
        place = self._places[plain(name)].index(index)
        return f"{name} ({place + 1})" if place else name


def read_header(sheet: Sheet, layout: Layout) -> Header:
    """Return the headings: of the row that the layout names, or of the first that has any."""
    for row in sheet.rows():
        is_header = row.number == layout.header_row if layout.header_row else not row.is_empty
        if not is_header:
            continue
        if row.problem is not None:
            raise UnreadableFileError(
                f"the heading row cannot be read: {row.problem.reason}",
                row.problem.fix,
                row=row.number,
            )
        return Header(row.number, tuple(shown(cell) for cell in row.cells))
    raise UnreadableFileError(
        "it holds no heading row" if layout.header_row else "it is empty",
        "deliver it again with its headings; if nothing is kept here, delete the file",
    )


def body(sheet: Sheet, layout: Layout, header: Header) -> Iterator[Row]:
    """Yield the rows below the headings that say something, up to the footer.

    A row that ends before its last blank cells is filled up, so every heading has its cell.
    """
    skipped = [re.compile(each) for each in layout.skip_rows]
    footer = re.compile(layout.footer) if layout.footer else None
    for row in sheet.rows():
        if row.number <= header.row or row.is_empty:
            continue
        if footer and footer.search(_first_filled(row.cells)):
            return
        if any(each.search(_first_filled(row.cells)) for each in skipped):
            continue
        missing = len(header.names) - len(row.cells)
        yield replace(row, cells=row.cells + (None,) * missing) if missing > 0 else row


def _first_filled(cells: tuple[Cell, ...]) -> str:
    return next((shown(cell) for cell in cells if not is_blank(cell)), "")


def _letter(index: int) -> str:
    """Return a column as a spreadsheet names it: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
