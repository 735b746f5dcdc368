"""Columns that no longer hold what they are for: told once a column, not once a cell.

A few odd cells are rejects of their rows. When most cells of a column cannot be read, or its
numbers come with another decimal sign, the export itself has changed; then the few cells that can
still be read are not to be trusted either (`1.234` may be a thousand), and nothing is guessed.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa

from extractors.files.cells import Cell, CellError, Row, UnreadableFileError, shown
from extractors.files.fields import Field
from extractors.files.values import SERIAL, SERIAL_FORM, Formats

FIRST_ROWS = 1_000  # looked at one by one; of those below, each twentieth
EVERY = 20
FEWEST_BROKEN = 5  # a file of a few rows has mistakes, not a drift
MOST = 0.5
OTHER_SIGN_SHARE = 0.1
SAMPLES = 3
# Number forms that can only be meant with the other decimal sign.
COMMA_DECIMAL = re.compile(r"\D{0,3}(?:\d{1,3}(?:[.\s']\d{3})+,\d+|\d+,\d{1,2})\D{0,3}")
POINT_DECIMAL = re.compile(r"\D{0,3}(?:\d{1,3}(?:[,\s']\d{3})+\.\d+|\d+\.\d{1,2})\D{0,3}")
DATE_FORMS = (
    *("%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%d.%m.%y", "%d/%m/%y", "%m/%d/%y"),
    *("%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%b %d, %Y"),
    "%Y年%m月%d日",
)


@dataclass
class Tally:
    """What one column holds: filled cells, those that cannot be read, and some of these."""

    filled: int = 0
    broken: int = 0
    other_sign: int = 0
    samples: list[tuple[int, Cell]] = field(default_factory=list)

    def is_drifted(self, margin: float = 1) -> bool:
        """Tell whether the column is not of its type; a `margin` below 1 suspects it earlier."""
        is_other = self.other_sign > margin * OTHER_SIGN_SHARE * self.filled
        is_most = self.broken > margin * MOST * self.filled
        return (is_other and self.other_sign >= FEWEST_BROKEN) or (
            is_most and self.broken >= FEWEST_BROKEN
        )


def refuse_drifted(
    fields: Sequence[Field], rows: Callable[[], Iterable[Row]], formats: Formats
) -> None:
    """Read `rows` to their end; raise `UnreadableFileError` naming the columns that drifted."""
    typed = [each for each in fields if not pa.types.is_string(each.kind)]
    seen = _tallies(typed, rows(), formats, EVERY)
    suspects = [each for each in typed if seen[each.name].is_drifted(margin=0.5)]
    if not suspects:
        return
    exact = _tallies(suspects, rows(), formats, 1)
    drifted = [(each, exact[each.name]) for each in suspects if exact[each.name].is_drifted()]
    if drifted:
        raise UnreadableFileError(
            "; ".join(_told(each, tally) for each, tally in drifted),
            "; ".join(dict.fromkeys(_fix(each, tally, formats) for each, tally in drifted)),
            column=", ".join(each.name for each, _ in drifted),
            value=" | ".join(shown(tally.samples[0][1]) for _, tally in drifted),
        )


def _tallies(
    fields: Sequence[Field], rows: Iterable[Row], formats: Formats, every: int
) -> dict[str, Tally]:
    tallies = {each.name: Tally() for each in fields}
    other = COMMA_DECIMAL if formats.decimal == "." else POINT_DECIMAL
    for place, row in enumerate(rows):
        if row.problem is not None or (place >= FIRST_ROWS and place % every):
            continue
        stands_for = every if place >= FIRST_ROWS else 1
        for each in fields:
            _count(tallies[each.name], each, row, other, stands_for)
    return tallies


def _count(tally: Tally, each: Field, row: Row, other: re.Pattern[str], stands_for: int) -> None:
    cell = each.cell(row)
    try:
        tally.filled += stands_for * (each.parse(cell) is not None)
    except CellError:
        tally.filled += stands_for
        tally.broken += stands_for
        is_number = pa.types.is_decimal(each.kind) or pa.types.is_integer(each.kind)
        if is_number and isinstance(cell, str) and other.fullmatch(cell.strip()):
            tally.other_sign += stands_for
        if len(tally.samples) < SAMPLES:
            tally.samples.append((row.number, cell))


def _told(each: Field, tally: Tally) -> str:
    such = ", ".join(f"{shown(cell)!r} (row {number})" for number, cell in tally.samples)
    called = f" (column {each.heading!r})" if each.heading not in (None, each.name) else ""
    return (
        f"{each.name}{called} does not hold {_what(each)}: {tally.broken:,} of its "
        f"{tally.filled:,} filled cells cannot be read, such as {such}"
    )


def _what(each: Field) -> str:
    if pa.types.is_boolean(each.kind):
        return "true and false"
    is_time = pa.types.is_date(each.kind) or pa.types.is_timestamp(each.kind)
    return "dates" if is_time else "numbers"


def _fix(each: Field, tally: Tally, formats: Formats) -> str:
    again = f"have {each.heading or each.name!r} exported as before"
    if tally.other_sign:
        sign, groups = (",", ".") if formats.decimal == "." else (".", ",")
        return (
            f"{again}; if its numbers are written with the decimal sign {sign!r} from now on, "
            f"write a layout with formats: {{decimal: {sign!r}, thousands: {groups!r}}}"
        )
    texts = [shown(cell) for _, cell in tally.samples]
    if _what(each) == "dates" and (forms := list(_date_forms(texts))):
        written = " or ".join(forms)
        return f"{again}; if it stays so, name the form in a layout: date_formats ({written})"
    return f"{again}; if it changed for good, say how in a layout"


def _date_forms(texts: Sequence[str]) -> Iterator[str]:
    """Yield the forms that all samples fit."""
    if all(SERIAL_FORM.fullmatch(text) for text in texts):
        yield SERIAL
    for form in DATE_FORMS:
        try:
            for text in texts:
                datetime.strptime(text, form)  # noqa: DTZ007 - only its form is asked
        except ValueError:
            continue
        yield form
