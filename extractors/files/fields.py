"""How one canonical column is filled from a row: which cell, what it is called, of which type."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

import pyarrow as pa

from extractors.files.cells import (
    BrokenCell,
    Cell,
    CellError,
    Row,
    UnreadableFileError,
    is_blank,
    shown,
)
from extractors.files.headers import Header
from extractors.files.history import History, first_filled, key_of
from extractors.files.layouts import Column, Sign
from extractors.files.tables import FileTable
from extractors.files.units import Joiner, hours_of, in_unit
from extractors.files.values import Formats, month_of, number_of, parser

# Text columns that hold a month: Excel turns a typed 2026-10 into a date, and we turn it back.
MONTHS = frozenset({"fiscal_period", "month"})


@dataclass(frozen=True)
class Field:
    """A canonical column bound to a sheet: `cell` finds its cell, `parse` reads it."""

    name: str
    heading: str | None  # as the layout calls it, or as it stands in the sheet
    place: int | None  # of the heading, from 0; None where the value is from no single column
    kind: pa.DataType
    is_required: bool
    keeps_text: bool  # what cannot be read is kept in `extra`, and the value stays empty
    cell: Callable[[Row], Cell]
    parse: Callable[[Cell], Any]


@dataclass(frozen=True)
class Binder:
    """Binds the columns of a mapping to the sheet with `header`; `per` are places of the key."""

    table: FileTable
    header: Header
    formats: Formats
    history: History
    per: Sequence[int]
    file_name: str

    def bind(self, name: str, column: Column) -> Field:
        """Return how canonical column `name` is filled; raise if its heading is missing."""
        is_absent = column.optional and self._lacks(column)
        places = self.header.first_of(column.column) if column.column and not is_absent else ()
        heading = self.header.label(places[0]) if places else None
        return Field(
            name=name,
            heading=heading or next(iter(column.column), None),
            place=places[0] if places else None,
            kind=self.table.table.columns.field(name).type,
            is_required=name in self.table.required,
            keeps_text=column.unreadable == "extra",
            cell=_nothing if is_absent else self._cell(name, column, places),
            parse=self._parser(name, column),
        )

    def _lacks(self, column: Column) -> bool:
        """Tell whether the sheet has none of the columns, or not all that a template joins."""
        if column.template is not None:
            return not all(self.header.has(each) for each in column.sources)
        return bool(column.column) and not any(self.header.has(each) for each in column.column)

    def _cell(self, name: str, column: Column, places: Sequence[int]) -> Callable[[Row], Cell]:
        if column.constant is not None:
            constant = column.constant
            return lambda _: constant
        if column.file_name is not None:
            named = _renaming(column)(found_in_name(column.file_name, self.file_name))
            return lambda _: named
        if column.template is not None:
            joined = {each: self.header.index(each) for each in column.sources}
            return Joiner(column.template, joined, self.formats)
        return self._amount(column, self._named(name, column, places))

    def _named(self, name: str, column: Column, places: Sequence[int]) -> Callable[[Row], Cell]:
        """Return the cell, under the name that the layout gives what it says."""
        cell = self._origin(name, column, places)
        if column.pattern or column.values or column.otherwise is not None:
            rename, plain_cell = _renaming(column), cell
            cell = lambda row: rename(plain_cell(row))  # noqa: E731
        return cell

    def _amount(self, column: Column, cell: Callable[[Row], Cell]) -> Callable[[Row], Cell]:
        """Return the amount that the cell says together with another of its row."""
        if column.minus is not None:
            credit = self.header.index(column.minus)
            return lambda row: _difference(cell(row), row.cells[credit], self.formats)
        if column.sign is not None:
            sign, indicator = column.sign, self.header.index(column.sign.column)
            return lambda row: _signed(cell(row), row.cells[indicator], sign, self.formats)
        if column.unit is not None:
            unit = column.unit
            if "" in unit.factors and not self.header.has(unit.column):
                return lambda row: in_unit(cell(row), None, unit, self.formats)
            named_in = self.header.index(unit.column)
            return lambda row: in_unit(cell(row), row.cells[named_in], unit, self.formats)
        return cell

    def _origin(self, name: str, column: Column, places: Sequence[int]) -> Callable[[Row], Cell]:
        if column.take:
            return lambda row: self.history.cell(key_of(row, self.per), name)
        if len(places) == 1:
            place = places[0]
            return lambda row: row.cells[place]
        return lambda row: first_filled(row, places)

    def _parser(self, name: str, column: Column) -> Callable[[Cell], Any]:
        if column.as_month:
            return lambda cell: None if is_blank(cell) else month_of(cell, self.formats)
        kind = self.table.table.columns.field(name).type
        read = parser(kind, self.formats, column.multiplier)
        if column.duration:
            return lambda cell: read(hours_of(cell, self.formats))
        if name in MONTHS:
            return lambda cell: (
                month_of(cell, self.formats) if isinstance(cell, date) else read(cell)
            )
        return read


def found_in_name(pattern: str, file_name: str) -> str:
    """Return what the group of `pattern` finds in the file's name, its folders apart."""
    own = PurePosixPath(file_name).name
    found = re.search(pattern, own)
    if found is None or not found[1]:
        raise UnreadableFileError(
            f"nothing in the name {own!r} fits {pattern!r}, which the layout looks for",
            "rename the file, or mend `file_name` in the layout",
        )
    return found[1]


def _nothing(_: Row) -> Cell:
    return None


def _renaming(column: Column) -> Callable[[Cell], Cell]:
    """Return a function from a cell to what the layout calls its value, or the cell."""
    pattern = re.compile(column.pattern) if column.pattern else None
    known: Mapping[str, str] = {each.casefold(): new for each, new in column.values.items()}

    def rename(cell: Cell) -> Cell:
        if isinstance(cell, BrokenCell):
            return cell
        found = pattern.search(shown(cell)) if pattern else None
        if found and found[1] is not None:
            cell = found[1]
        elif pattern and column.unmatched == "empty":
            cell = None
        fallback = cell if column.otherwise is None else column.otherwise
        text = shown(cell)
        return column.values.get(text, known.get(text.casefold(), fallback))

    return rename


def _difference(debit: Cell, credit: Cell, formats: Formats) -> Cell:
    """Return debit less credit; of two blank cells, nothing."""
    try:
        parts = [number_of(debit, formats), number_of(credit, formats)]
    except CellError as error:
        return BrokenCell(f"{shown(debit)} − {shown(credit)}", error.reason, error.fix)
    if parts == [None, None]:
        return None
    return (parts[0] or Decimal(0)) - (parts[1] or Decimal(0))


def _signed(cell: Cell, indicator: Cell, sign: Sign, formats: Formats) -> Cell:
    """Return the number with the sign that the cell beside it says."""
    try:
        number = number_of(cell, formats)
    except CellError as error:
        return BrokenCell(shown(cell), error.reason, error.fix)
    said = shown(indicator)
    if number is None or said in sign.positive:
        return number
    if said in sign.negative:
        return -number
    known = ", ".join((*sign.positive, *sign.negative))
    return BrokenCell(
        f"{shown(cell)} {said}".strip(),
        f"has the sign {said!r} in column {sign.column!r}, which is none of {known}",
        "correct the sign, or name it in the layout",
    )
