"""Read a JSON list of records as one sheet: what interfaces of other systems answer, saved.

Each record is a row, and each of its members a column; a member of a member is headed by its path,
`user.name`. The list stands alone, or is the one list of records in an object around it.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from extractors.files.cells import Cell, Row, Sheet, UnreadableFileError

MOST_BYTES = 256 << 20  # it is held in memory whole
AGAIN = "have it exported again, or deliver the data as CSV"


def open_json(path: Path, name: str) -> list[Sheet]:
    """Return the file as one sheet; raise `UnreadableFileError` for what is no list of records."""
    records = _records(_loaded(path, name), name)
    rows = [_flat(each) for each in records]
    headings = tuple(dict.fromkeys(heading for row in rows for heading in row))
    return [Sheet(None, "utf-8", partial(_rows, headings, rows))]


def _loaded(path: Path, name: str) -> Any:
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableFileError(
            f"{name} is larger than the {MOST_BYTES >> 20} MB that are read of a JSON file",
            "deliver it in parts, or as CSV",
        )
    try:
        return json.loads(path.read_bytes(), parse_float=Decimal, parse_int=Decimal)
    except json.JSONDecodeError as error:
        raise UnreadableFileError(
            f"{name} line {error.lineno} is not JSON ({error.msg})", AGAIN, row=error.lineno
        ) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise UnreadableFileError(f"{name} is not JSON ({error})", AGAIN) from error


def _records(content: Any, name: str) -> list[dict[str, Any]]:
    """Return the list of records; an empty one stands for none, as an empty table does."""
    lists = [content] if isinstance(content, list) else []
    if isinstance(content, dict):
        lists = [each for each in content.values() if _is_records(each)]
    if len(lists) != 1 or not _is_records(lists[0]):
        raise UnreadableFileError(
            f"{name} holds {len(lists)} lists of records where one is due"
            if lists and all(_is_records(each) for each in lists)
            else f"{name} holds no list of records",
            'deliver a list such as [{"id": 1, …}, …], or an object with one such list in it',
        )
    found: list[dict[str, Any]] = lists[0]
    return found


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _flat(record: dict[str, Any], before: str = "") -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for key, value in record.items():
        heading = f"{before}{_mended(key)}"
        if isinstance(value, dict):
            cells |= _flat(value, f"{heading}.")
        elif isinstance(value, str):
            cells[heading] = _mended(value)
        elif isinstance(value, list):
            cells[heading] = _mended(json.dumps(value, ensure_ascii=False, default=str))
        elif isinstance(value, float):  # NaN and Infinity, which are no numbers to us
            cells[heading] = str(value)
        else:
            cells[heading] = value
    return cells


def _mended(text: str) -> str:
    """Replace halves of surrogate pairs, which JSON may hold and UTF-8 cannot, by U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _rows(headings: tuple[str, ...], rows: list[dict[str, Cell]]) -> Iterator[Row]:
    """Yield the headings as row 1, as a table of the same records would have it, and the rows."""
    if not headings:
        return
    yield Row(1, headings)
    for number, row in enumerate(rows, start=2):
        yield Row(number, tuple(row.get(heading) for heading in headings))
