"""A sheet that holds its fields in rows and one record a column, read as if it were turned."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

from extractors.files.cells import Row, Sheet, UnreadableFileError

MAX_CELLS = 10_000_000  # a sheet is turned in memory


def turned(sheet: Sheet, name: str) -> Sheet:
    """Return `sheet` with rows and columns exchanged; row 2 is then column B.

    Raises `UnreadableFileError` when its rows are read and one of them cannot be cut into cells,
    for every record of it would be wrong.
    """
    return replace(sheet, rows=_Turned(sheet, name))


class _Turned:
    def __init__(self, sheet: Sheet, name: str) -> None:
        self._sheet, self._name = sheet, name
        self._rows: list[Row] | None = None

    def __call__(self) -> Iterator[Row]:
        if self._rows is None:
            self._rows = self._read()
        yield from self._rows

    def _read(self) -> list[Row]:
        lines: list[Row] = []
        cells = 0
        for row in self._sheet.rows():
            if row.problem is not None:
                raise UnreadableFileError(
                    f"{self._name} row {row.number}: {row.problem.reason}",
                    row.problem.fix,
                    row=row.number,
                )
            cells += len(row.cells)
            if cells > MAX_CELLS:
                raise UnreadableFileError(
                    f"{self._name} is too large to be turned: more than {MAX_CELLS:,} cells",
                    "deliver it with a record a row, or in several files",
                )
            lines += [Row(0, ())] * (row.number - len(lines) - 1) + [row]
        turned = zip_longest(*(row.cells for row in lines))
        return [Row(number, cells) for number, cells in enumerate(turned, start=1)]
