"""How defects get into clean rows, while they stream to their file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from demo.organisation.files import Cell, Row

ADD, REPEAT, PRESENT = "add", "repeat", "present"


@dataclass(frozen=True)
class Defect:
    """One planted defect: which rows of which file are wrong, and what the gate should say.

    `key` identifies the rows in the written file (column to cell text). `action` says how they got
    there: `add` appends `key` and `cells` as a row; `repeat` writes the row of `key` twice;
    `present` means that the generator itself writes such rows.
    """

    kind: str
    file: str
    key: Mapping[str, str]
    action: str
    column: str
    says: str
    cells: Mapping[str, Cell] = field(default_factory=dict)


def plant(file: str, rows: Iterator[Row], defects: Sequence[Defect]) -> Iterator[Row]:
    """Yield `rows` with the defects of `file`; raise `ValueError` if a key matches no row."""
    here = [each for each in defects if each.file == file]
    waiting = [each for each in here if each.action == REPEAT]
    for row in rows:
        yield row
        found = [each for each in waiting if _matches(row, each.key)]
        for each in found:
            yield row
            waiting.remove(each)
    for each in here:
        if each.action == ADD:
            yield {**each.key, **each.cells}
    if waiting:
        raise ValueError(f"{file} has no row {dict(waiting[0].key)} to make the defect in")


def _matches(row: Row, key: Mapping[str, str]) -> bool:
    return all(str(row.get(name)) == value for name, value in key.items())
