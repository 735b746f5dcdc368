"""The headings of a sheet, and the rows below them that count."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from extractors.files.cells import (
    BrokenCell,
    Cell,
    Row,
    Sheet,
    UnreadableFileError,
    is_blank,
    letter,
    shown,
)
from extractors.files.layouts import Layout

SEPARATORS = re.compile(r"[\s_\-]+")
NUMBERED = re.compile(r"(.+) \((\d+)\)", re.DOTALL)
ANYTHING = "*"


def plain(name: str) -> str:
    """Return a heading as it is compared: `Project Code` and `project_code` are one."""
    return SEPARATORS.sub("_", unicodedata.normalize("NFKC", name).strip().casefold())


@dataclass(frozen=True)
class Header:
    """The headings of a sheet, left to right, and the (last) row they stand in."""

    row: int
    names: tuple[str, ...]

    @cached_property
    def _places(self) -> Mapping[str, list[int]]:
        places: dict[str, list[int]] = {}
        for index, name in enumerate(self.names):
            if name:
                places.setdefault(plain(name), []).append(index)
        return places

    def places(self, name: str) -> list[int]:
        """Return where headings of that name stand, from 0.

        `Rating (2)` is the second of several called `Rating`; `*` stands for any characters.
        """
        if same := self._places.get(plain(name)):
            return same
        if numbered := NUMBERED.fullmatch(name.strip()):
            same, number = self._places.get(plain(numbered[1]), []), int(numbered[2])
            return same[number - 1 : number] if number else []
        if ANYTHING in name:
            form = re.compile(".*".join(re.escape(each) for each in plain(name).split(ANYTHING)))
            return [
                index
                for known, same in self._places.items()
                if form.fullmatch(known)
                for index in same
            ]
        return []

    def has(self, name: str) -> bool:
        """Tell whether a heading of that name stands in the sheet."""
        return bool(self.places(name))

    def index(self, name: str) -> int:
        """Return the place of the one heading of that name, from 0."""
        return self.first_of((name,))[0]

    def first_of(self, names: Sequence[str]) -> tuple[int, ...]:
        """Return the places of those `names` that stand in the sheet, at least one, in order."""
        found = [places for name in names if (places := self._one(name)) is not None]
        if not found:
            called = " and ".join(repr(name) for name in names)
            verb = "is" if len(names) == 1 else "are all"
            raise UnreadableFileError(
                f"the column {called} {verb} missing",
                f"add it; the sheet has {', '.join(filter(None, self.names)) or 'no headings'}",
                row=self.row,
            )
        return tuple(found)

    def _one(self, name: str) -> int | None:
        places = self.places(name)
        if len(places) > 1:
            columns = " and ".join(letter(each) for each in places)
            called = " and ".join(dict.fromkeys(repr(self.names[each]) for each in places))
            raise UnreadableFileError(
                f"the heading {name!r} stands twice, in columns {columns}"
                if ANYTHING not in name
                else f"the heading {name!r} fits several columns, {columns}: {called}",
                f"rename or delete one of them, or write {name} (1) in the layout"
                if ANYTHING not in name
                else "write more of the heading in the layout",
                row=self.row,
            )
        return places[0] if places else None

    def label(self, index: int) -> str:
        """Return the heading of a column, numbered if repeated, or its letter where it has none."""
        name = self.names[index] if index < len(self.names) else ""
        if not name:
            return f"column {letter(index)}"
        place = self._places[plain(name)].index(index)
        return f"{name} ({place + 1})" if place else name


def read_header(sheet: Sheet, layout: Layout) -> Header:
    """Return the headings: of the rows that the layout names, or of the first that has any."""
    lines: list[Row] = []
    for row in sheet.rows():
        is_header = row.number >= layout.header_row if layout.header_row else not row.is_empty
        if not (is_header or lines):
            continue
        lines.append(_sound(row, is_text=sheet.name is None))
        if len(lines) == layout.header_rows:
            return Header(row.number, _joined(lines))
    raise UnreadableFileError(
        "it holds no heading row" if layout.header_row or lines else "it is empty",
        "deliver it again with its headings; if nothing is kept here, delete the file",
    )


def _sound(row: Row, *, is_text: bool) -> Row:
    """Return the heading row; refuse one that cannot be cut, or is in another encoding."""
    broken = [cell for cell in row.cells if is_text and isinstance(cell, BrokenCell)]
    problem = row.problem or (broken[0] if broken else None)
    if problem is not None:
        raise UnreadableFileError(
            f"the heading row cannot be read: {problem.reason}", problem.fix, row=row.number
        )
    return row


def _joined(lines: Sequence[Row]) -> tuple[str, ...]:
    """Join headings of several rows: `2026` over `Plan` and `Actual` counts for both."""
    width = max(len(row.cells) for row in lines)
    names = [
        [" ".join(shown(cell).split()) for cell in row.cells] + [""] * (width - len(row.cells))
        for row in lines
    ]
    for upper in names[:-1]:
        for index in range(1, width):  # only the first of merged cells holds their text
            upper[index] = upper[index] or upper[index - 1]
    return tuple(" ".join(filter(None, dict.fromkeys(each))) for each in zip(*names, strict=True))


def body(sheet: Sheet, layout: Layout, header: Header) -> Iterator[Row]:
    """Yield the rows below the headings that say something, up to the footer.

    A row that ends before its last blank cells is filled up, so every heading has its cell.
    """
    skipped = [re.compile(each) for each in layout.skip_rows]
    footer = re.compile(layout.footer) if layout.footer else None
    fill = [place for name in layout.fill_down for place in header.first_of((name,))]
    above: dict[int, Cell] = {}
    for row in sheet.rows():
        if row.number <= header.row or row.is_empty:
            continue
        first = _first_filled(row.cells)
        if footer and footer.search(first):
            return
        if any(each.search(first) for each in skipped):
            continue
        missing = len(header.names) - len(row.cells)
        full = replace(row, cells=row.cells + (None,) * missing) if missing > 0 else row
        yield _filled_down(full, fill, above) if fill else full


def _filled_down(row: Row, places: Sequence[int], above: dict[int, Cell]) -> Row:
    """Give blank cells of merged or grouped rows the value that stands above them."""
    cells = list(row.cells)
    for place in places:
        if is_blank(cells[place]):
            cells[place] = above.get(place)
        above[place] = cells[place]
    return replace(row, cells=tuple(cells))


def _first_filled(cells: tuple[Cell, ...]) -> str:
    return next((shown(cell) for cell in cells if not is_blank(cell)), "")
