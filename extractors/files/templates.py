"""Workbooks to fill in: one a canonical table, with its headings, drop-downs and checks.

Everything in them comes from the table's declaration and the glossary. A filled one lands as it is:
its sheet is named after the table, and its headings are the columns' names, or their labels.
"""

from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from extractors.files.tables import FileTable
from extractors.files.template_words import WORDS, columns_of, example_of, holds, kind_of
from pmo.glossary import Language, column_term, table_term, words_of

LAST_ROW = 5_000  # rows that are checked while they are typed
WIDEST = 28
HEADING = PatternFill("solid", fgColor="1F3A5F")
REQUIRED = PatternFill("solid", fgColor="8A3B12")
WHITE = Font(bold=True, color="FFFFFF")
EARLIEST = 32_874  # 1990-01-01 as Excel counts days
LARGEST = "1000000000000"
TEXT_FORMAT = "@"


def write_template(table: FileTable, path: Path, language: Language) -> None:
    """Write the workbook of one table; its folder has to be there."""
    book = Workbook()
    del book[book.active.title]
    sheet = book.create_sheet(table.name)
    for index, name in enumerate(columns_of(table), start=1):
        _column(sheet, index, table, name, language)
    sheet.freeze_panes = "A2"
    sheet.row_dimensions[1].height = 30
    _guide(book.create_sheet(WORDS["guide"][language]), table, language)
    book.save(path)


def _column(sheet: Worksheet, index: int, table: FileTable, name: str, language: Language) -> None:
    source, kind = table.table.source, kind_of(table, name)
    term = column_term(source, table.name, name)
    heading = name if language == "en" else term.labels[language]
    cell = sheet.cell(1, index)
    _write(cell, heading)
    cell.font, cell.alignment = WHITE, Alignment(vertical="center", wrap_text=True)
    cell.fill = REQUIRED if name in table.required else HEADING
    note = f"{term.labels[language]}: {term.meanings[language]}\n{holds(table, name, language)}"
    cell.comment = Comment(note, "pmo", height=110, width=300)
    column = sheet.column_dimensions[get_column_letter(index)]
    column.width = min(max(12, len(heading) * (2 if language == "zh" else 1) + 4), WIDEST)
    column.number_format = _number_format(kind)
    check = _check(kind, words_of(source, table.name, name), language)
    if check is not None:
        letter = get_column_letter(index)
        check.add(f"{letter}2:{letter}{LAST_ROW}")
        sheet.add_data_validation(check)


def _number_format(kind: str) -> str:
    formats = {
        "day": "yyyy-mm-dd",
        "instant": "yyyy-mm-dd hh:mm",
        "whole": "0",
        "number": "General",
    }
    return formats.get(kind, TEXT_FORMAT)


def _check(kind: str, words: tuple[str, ...], language: Language) -> DataValidation | None:
    rules: dict[str, dict[str, Any]] = {
        "words": {"type": "list", "formula1": f'"{",".join(words)}"'},
        "flag": {"type": "list", "formula1": '"true,false"'},
        "day": {"type": "date", "operator": "greaterThanOrEqual", "formula1": str(EARLIEST)},
        "instant": {"type": "date", "operator": "greaterThanOrEqual", "formula1": str(EARLIEST)},
        "month": {"type": "textLength", "operator": "equal", "formula1": "7"},
        "whole": {"type": "whole", "operator": "between"},
        "number": {"type": "decimal", "operator": "between"},
    }
    if kind not in rules:
        return None
    rule = rules[kind]
    if kind in ("whole", "number"):
        rule |= {"formula1": f"-{LARGEST}", "formula2": LARGEST}
    check = DataValidation(**rule, allow_blank=True, showErrorMessage=True)
    check.errorTitle = WORDS["wrong"][language]
    check.error = WORDS[kind][language].format(words=", ".join(words))
    return check


def _guide(sheet: Worksheet, table: FileTable, language: Language) -> None:
    """Write the second sheet: what to do, and a line with an example for each column."""
    term = table_term(table.table.source, table.name)
    steps = WORDS["steps"][language].format(sheet=table.name, source=table.table.source)
    heads = ("column", "name", "required", "meaning", "holds", "example")
    lines = [
        [term.labels[language]],
        [f"{WORDS['rows'][language]}: {term.meanings[language]}"],
        [steps],
        [],
        [WORDS[each][language] for each in heads],
    ]
    for name in columns_of(table):
        column = column_term(table.table.source, table.name, name)
        is_required = WORDS["yes" if name in table.required else "no"][language]
        said = (column.labels[language], name, is_required, column.meanings[language])
        lines.append([*said, holds(table, name, language), example_of(table, name)])
    for row, line in enumerate(lines, start=1):
        for index, text in enumerate(line, start=1):
            _write(sheet.cell(row, index), text)
            sheet.cell(row, index).alignment = Alignment(vertical="top", wrap_text=row > 4)
            sheet.cell(row, index).font = Font(bold=row in (1, 5))
    for letter, width in zip("ABCDEF", (24, 24, 10, 60, 40, 24), strict=True):
        sheet.column_dimensions[letter].width = width


def _write(cell: Cell | Any, text: str) -> None:
    """Write a text as text, whatever it begins with: `=1+1` is no formula here."""
    cell.value = text
    cell.data_type = "s"
    cell.number_format = TEXT_FORMAT
