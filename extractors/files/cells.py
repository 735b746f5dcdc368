"""What a spreadsheet is to us: sheets of rows of cells, each with the place it stood on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


class UnreadableFileError(ValueError):
    """A file, sheet, heading or column cannot be used: why, what to do, and where.

    `row` is 0 where it is no single one; `column` and `value` name a column that is not as agreed,
    and a sample of it.
    """

    def __init__(
        self,
        reason: str,
        fix: str,
        *,
        row: int = 0,
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        super().__init__(f"{reason}; {fix}")
        self.reason, self.fix, self.row = reason, fix, row
        self.column, self.value = column, value


class CellError(ValueError):
    """One cell cannot be read as what its column holds."""

    def __init__(self, reason: str, fix: str) -> None:
        super().__init__(f"{reason}; {fix}")
        self.reason, self.fix = reason, fix


@dataclass(frozen=True)
class BrokenCell:
    """A cell that holds no value at all: `shown` is what the spreadsheet shows."""

    shown: str
    reason: str
    fix: str


# A CSV's cells are text; a workbook's numbers, dates and booleans are never read from text again.
Cell = str | Decimal | bool | date | datetime | BrokenCell | None


@dataclass(frozen=True)
class Row:
    """One row; `number` counts from 1 as a spreadsheet shows it, quoted line ends included."""

    number: int
    cells: tuple[Cell, ...]
    problem: CellError | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether every cell is blank, so that the row says nothing."""
        return self.problem is None and all(is_blank(cell) for cell in self.cells)


@dataclass(frozen=True)
class Sheet:
    """A sheet that can be read from its top as often as needed; a CSV is one without a name."""

    name: str | None
    encoding: str | None
    rows: Callable[[], Iterator[Row]]
    is_hidden: bool = False


def letter(index: int) -> str:
    """Return a column as a spreadsheet names it: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def is_blank(cell: Cell) -> bool:
    """Tell whether a cell is empty or holds blanks only."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def shown(cell: Cell) -> str:
    r"""Return the cell as a person would read it; bytes that are no text show as `\xNN`."""
    match cell:
        case str():
            text = cell.strip()
            if not text.isascii():
                text = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        case None:
            text = ""
        case BrokenCell():
            text = cell.shown
        case bool():
            text = "TRUE" if cell else "FALSE"
        case Decimal():
            text = f"{cell:f}"
        case datetime():
            text = cell.isoformat(sep=" ").removesuffix(" 00:00:00")
        case date():
            text = cell.isoformat()
    return text
