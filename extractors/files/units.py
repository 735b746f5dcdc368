"""Amounts that need more than their own cell or more than a number form: durations and units."""

import re
from decimal import Decimal
from fractions import Fraction

from extractors.files.cells import BrokenCell, Cell, CellError, Row, is_blank, shown
from extractors.files.layouts import NUMBER, TEMPLATE_FIELD, Unit
from extractors.files.values import Formats, is_nothing, number_of

# As time trackers write them, and as a workbook's durations beyond a day show: `1 day, 2:30:00`.
DURATION = re.compile(r"(?:(\d+) days?, )?(\d+):([0-5]\d)(?::([0-5]\d))?", re.ASCII)


def hours_of(cell: Cell, formats: Formats) -> Cell:
    """Return the hours of a duration such as `7:30` or `07:30:00`; None for an empty cell."""
    if is_nothing(cell, formats) or isinstance(cell, BrokenCell):
        return cell if isinstance(cell, BrokenCell) else None
    found = DURATION.fullmatch(shown(cell))
    if found is None:
        raise CellError(
            "is not a duration", "write hours, minutes and seconds such as 7:30:00, or nothing"
        )
    days, hours, minutes, seconds = (int(each or 0) for each in found.groups())
    return Decimal(((24 * days + hours) * 60 + minutes) * 60 + seconds) / 3600


def in_unit(cell: Cell, beside: Cell, unit: Unit, formats: Formats) -> Cell:
    """Return the number times the factor of the unit that the cell `beside` it names."""
    try:
        number = number_of(cell, formats)
    except CellError as error:
        return BrokenCell(shown(cell), error.reason, error.fix)
    if number is None:
        return None
    said = shown(beside)
    factor = unit.factors.get(said)
    if factor is None:
        return BrokenCell(
            f"{shown(cell)} {said}".strip(),
            f"is in the unit {said!r} (column {unit.column!r}), and the layout knows only "
            f"{', '.join(map(repr, unit.factors))}",
            "correct the unit, or give its factor in the layout",
        )
    exact = Fraction(factor)
    return number * exact.numerator / exact.denominator


class Joiner:
    """Fills a template from the cells of a row; `{#}` numbers the rows that fill it alike.

    The number goes by the order of rows, from 1, and is the same however often a row is asked.
    """

    def __init__(self, template: str, places: dict[str, int], formats: Formats) -> None:
        self._template, self._places, self._formats = template, places, formats
        self._is_numbered = f"{{{NUMBER}}}" in template
        self._last: dict[str, tuple[int, int]] = {}  # filled template: row, number

    def __call__(self, row: Row) -> Cell:
        """Return the text; None if one of its cells is empty, for half a key is a wrong one."""
        cells = {name: row.cells[place] for name, place in self._places.items()}
        for cell in cells.values():
            if isinstance(cell, BrokenCell):
                return cell
            if is_blank(cell) or is_nothing(cell, self._formats):
                return None
        text = TEMPLATE_FIELD.sub(
            lambda found: found[0] if found[1] == NUMBER else shown(cells[found[1]]), self._template
        )
        if not self._is_numbered:
            return text
        return text.replace(f"{{{NUMBER}}}", str(self._number(text, row.number)))

    def _number(self, text: str, row: int) -> int:
        before, number = self._last.get(text, (row, 0))
        if row > before or not number:
            number += 1
        elif row < before:
            number = 1  # the sheet is read from its top again
        self._last[text] = (row, number)
        return number
