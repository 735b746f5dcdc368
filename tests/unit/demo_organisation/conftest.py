"""The sample organisation at full scale, and its drop folder, written once."""

import csv
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest

from demo.organisation.drop import data_sets, write_drop
from demo.plan import Plan, build_plan

ReadRows = Callable[[str], list[dict[str, str]]]


@pytest.fixture(scope="session")
def plan() -> Plan:
    return build_plan()


@pytest.fixture(scope="session")
def drop(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drop")
    write_drop(plan, folder)
    return folder


@pytest.fixture(scope="session")
def read_rows(plan: Plan, drop: Path) -> ReadRows:
    """Return a reader of written files: rows as column to text, empty cells as ''."""
    forms = {each.file: each for each in data_sets(plan)}

    @cache
    def read(file: str) -> list[dict[str, str]]:
        path = drop / file
        if path.suffix == ".xlsx":
            return _workbook(path)
        form = forms[file]
        with path.open(encoding=form.encoding, newline="") as stream:
            return list(csv.DictReader(stream, delimiter=form.delimiter))

    return read


def _workbook(path: Path) -> list[dict[str, str]]:
    from openpyxl import load_workbook

    rows = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    header = [str(name) for name in next(rows)]
    return [dict(zip(header, map(_text, row), strict=True)) for row in rows]


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)
