"""What a layout needs to know of a file before its first row can land: the history of each thing.

A register often holds one row a change. `keep` lands the first or the last of them; `take` fills a
column from the first or the last row that has it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from extractors.files.cells import Cell, CellError, Row, is_blank, shown
from extractors.files.headers import Header
from extractors.files.layouts import Output
from extractors.files.values import Formats, date_of

Key = tuple[str, ...]
Moment = tuple[date, int]  # the day, then the row: of two rows of a day the lower one is later


@dataclass
class History:
    """Of each key, the row to keep and the cells to take; memory grows with the keys."""

    kept: dict[Key, Moment] = field(default_factory=dict)
    taken: dict[tuple[Key, str], tuple[Moment, Cell]] = field(default_factory=dict)

    def keeps(self, key: Key, row: Row) -> bool:
        """Tell whether `row` is the one that lands for `key`."""
        return self.kept.get(key, (date.min, -1))[1] == row.number

    def cell(self, key: Key, column: str) -> Cell:
        """Return the cell taken for a canonical column; None if no row of the key fills it."""
        return self.taken[key, column][1] if (key, column) in self.taken else None


def first_filled(row: Row, places: Iterable[int]) -> Cell:
    """Return the first cell of `places` that says something."""
    return next((row.cells[each] for each in places if not is_blank(row.cells[each])), None)


def key_of(row: Row, places: Iterable[int]) -> Key:
    """Return what identifies the history that `row` belongs to."""
    return tuple(shown(row.cells[each]) for each in places)


def read_history(rows: Iterable[Row], output: Output, header: Header, formats: Formats) -> History:
    """Go through the rows once and note what `output` keeps and takes."""
    history = History()
    if output.order_by is None:
        return history
    order, per = header.index(output.order_by), [header.index(each) for each in output.per]
    takes = [
        (name, column.take == "last", header.first_of(column.column))
        for name, column in output.columns.items()
        if column.take and column.column
    ]
    for row in rows:
        try:
            moment = (date_of(row.cells[order], formats), row.number)
        except CellError:
            continue  # its own reading refuses it, with the place
        key = key_of(row, per)
        if output.keep and _beats(moment, history.kept.get(key), output.keep == "last"):
            history.kept[key] = moment
        for name, is_last, places in takes:
            cell, known = first_filled(row, places), history.taken.get((key, name))
            if not is_blank(cell) and _beats(moment, known and known[0], is_last):
                history.taken[key, name] = (moment, cell)
    return history


def _beats(moment: Moment, known: Moment | None, is_last: bool) -> bool:
    return known is None or (moment > known if is_last else moment < known)
