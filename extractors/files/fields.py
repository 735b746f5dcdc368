"""How one canonical column is filled from a row: which cell, what it is called, of which type."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from extractors.files.cells import BrokenCell, Cell, Row, is_blank, shown
from extractors.files.headers import Header
from extractors.files.history import History, key_of
from extractors.files.layouts import TEMPLATE_FIELD, Column
from extractors.files.tables import FileTable
from extractors.files.values import Formats, month_of, parser

# Text columns that hold a month: Excel turns a typed 2026-10 into a date, and we turn it back.
MONTHS = frozenset({"fiscal_period", "month"})


@dataclass(frozen=True)
class Field:
    """A canonical column bound to a sheet: `cell` finds its cell, `parse` reads it."""

    name: str
    heading: str | None
    is_required: bool
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

    def bind(self, name: str, column: Column) -> Field:
        """Return how canonical column `name` is filled; raise if its heading is missing."""
        absent = column.optional and column.column and not self.header.has(column.column)
        return Field(
            name=name,
            heading=column.column,
            is_required=name in self.table.required,
            cell=_nothing if absent else self._cell(name, column),
            parse=self._parser(name, column),
        )

    def _cell(self, name: str, column: Column) -> Callable[[Row], Cell]:
        if column.constant is not None:
            constant = column.constant
            return lambda _: constant
        if column.template is not None:
            template = column.template
            places = {each: self.header.index(each) for each in column.sources}
            return lambda row: _joined(template, row, places)
        place = self.header.index(column.column or "")
        if column.take:
            return lambda row: _renamed(self.history.cell(key_of(row, self.per), name), column)
        if column.values or column.otherwise is not None:
            return lambda row: _renamed(row.cells[place], column)
        return lambda row: row.cells[place]

    def _parser(self, name: str, column: Column) -> Callable[[Cell], Any]:
        if column.as_month:
            return lambda cell: None if is_blank(cell) else month_of(cell, self.formats)
        kind = self.table.table.columns.field(name).type
        read = parser(kind, self.formats, column.multiplier)
        if name in MONTHS:
            return lambda cell: (
                month_of(cell, self.formats) if isinstance(cell, date) else read(cell)
            )
        return read


def _nothing(_: Row) -> Cell:
    return None


def _renamed(cell: Cell, column: Column) -> Cell:
    """Return what the layout calls the cell's value, or the cell."""
    if isinstance(cell, BrokenCell):
        return cell
    fallback = cell if column.otherwise is None else column.otherwise
    return column.values.get(shown(cell), fallback)


def _joined(template: str, row: Row, places: dict[str, int]) -> Cell:
    """Fill a template; None if one of its cells is blank, for half a key would be a wrong one."""
    cells = {name: row.cells[place] for name, place in places.items()}
    for cell in cells.values():
        if is_blank(cell) or isinstance(cell, BrokenCell):
            return cell if isinstance(cell, BrokenCell) else None
    return TEMPLATE_FIELD.sub(lambda found: shown(cells[found.group(1)]), template)
