"""A template that is filled in lands as it is, without a layout, in either language."""

from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import import_module

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from extractors.files.template_words import columns_of, kind_of
from pmo.cli.main import app
from pmo.glossary import column_term, words_of
from pmo.settings import FILE_SOURCES

TABLES = [
    (source, table)
    for source in FILE_SOURCES
    for table in import_module(f"extractors.{source}.tables").FILE_TABLES
]
NAMES = [f"{source}.{table.name}" for source, table in TABLES]
TYPED = {
    "day": date(2026, 1, 31),
    "instant": datetime(2026, 1, 31, 17, 30),  # noqa: DTZ001 - Excel knows no zones
    "month": "2026-04",
    "whole": 3,
    "number": 12.5,
    "flag": True,
    "text": "0042",
}
LANDED = TYPED | {
    "instant": datetime(2026, 1, 31, 17, 30, tzinfo=UTC),
    "number": Decimal("12.5"),
}


@pytest.fixture(scope="module", params=["en", "zh"])
def templates(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    result = CliRunner().invoke(app, ["templates", str(folder), "--language", request.param])
    assert result.exit_code == 0, result.output
    return folder


def words_or(kind, source, table, name, values):
    return words_of(source, table.name, name)[-1] if kind == "words" else values[kind]


@pytest.mark.parametrize("source", FILE_SOURCES)
def test_every_filled_template_lands_whole(office, templates, source):
    tables = [table for of, table in TABLES if of == source]
    for table in tables:
        path = templates / source / f"{table.name}.xlsx"
        book = load_workbook(path)
        for index, name in enumerate(columns_of(table), start=1):
            kind = kind_of(table, name)
            book[table.name].cell(2, index).value = words_or(kind, source, table, name, TYPED)
        book.save(office.drop / path.name)
    office.extract(source)

    assert office.rejects(source=source) == []
    for table in tables:
        names = columns_of(table)
        selected = ", ".join(f'"{name}"' for name in names)
        expected = tuple(
            words_or(kind_of(table, name), source, table, name, LANDED) for name in names
        )
        assert office.landed(table.name, f"{selected}, extra", source) == [(*expected, None)]
    assert office.landed("files", "distinct unmapped_columns", source) == [("[]",)]


@pytest.mark.parametrize("source", FILE_SOURCES)
def test_a_template_that_nobody_filled_in_lands_no_row_and_no_reject(office, templates, source):
    for path in (templates / source).glob("*.xlsx"):
        (office.drop / path.name).write_bytes(path.read_bytes())
    office.extract(source)

    assert office.rejects(source=source) == []
    assert {rows for (rows,) in office.landed("files", "rows_read", source)} == {0}


@pytest.mark.parametrize(("source", "table"), TABLES, ids=NAMES)
def test_a_template_checks_what_is_typed_and_says_what_each_column_means(templates, source, table):
    book = load_workbook(templates / source / f"{table.name}.xlsx")
    sheet, guide = book.worksheets
    language = "zh" if guide.title == "填写说明" else "en"
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}

    assert sheet.title == table.name
    assert sheet.freeze_panes == "A2"
    assert sheet.max_row == 1
    for index, name in enumerate(columns_of(table), start=1):
        head = sheet.cell(1, index)
        term = column_term(source, table.name, name)
        assert head.value == (name if language == "en" else term.labels["zh"])
        assert term.meanings[language] in head.comment.text
        rule, kind = rules.get(f"{head.column_letter}2"), kind_of(table, name)
        types = {
            **{"words": "list", "flag": "list", "day": "date", "instant": "date"},
            **{"month": "textLength", "whole": "whole", "number": "decimal"},
        }
        assert (rule.type if rule else None) == types.get(kind)
        if kind == "words":
            assert rule.formula1 == f'"{",".join(words_of(source, table.name, name))}"'
            assert len(rule.formula1) <= 255
        if kind in ("text", "month", "words"):
            assert sheet.column_dimensions[head.column_letter].number_format == "@"
    explained = [row[1] for row in guide.iter_rows(min_row=6, values_only=True)]
    assert explained == columns_of(table)
    required = {row[1] for row in guide.iter_rows(min_row=6, values_only=True) if row[2]}
    assert required == set(table.required)


def test_no_cell_of_a_template_is_a_formula(templates):
    for path in templates.rglob("*.xlsx"):
        for sheet in load_workbook(path).worksheets:
            kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
            assert kinds <= {"s", "inlineStr", "n"}  # an empty cell counts as a number


def test_templates_are_not_written_over_unless_told_to(tmp_path):
    run = CliRunner().invoke
    assert run(app, ["templates", str(tmp_path)]).exit_code == 0
    filled = tmp_path / "finance" / "budgets.xlsx"
    filled.write_bytes(b"filled in")

    refused = run(app, ["templates", str(tmp_path)])
    assert "name another folder, or write over them with --force" in str(refused.exception)
    assert filled.read_bytes() == b"filled in"

    assert run(app, ["templates", str(tmp_path), "--force"]).exit_code == 0
    assert load_workbook(filled).sheetnames[0] == "budgets"


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "taken").write_text("a file")
    result = CliRunner().invoke(app, ["templates", str(tmp_path / "taken")])

    assert f"{tmp_path / 'taken'} cannot be written: Not a directory" in str(result.exception)


def test_labels_of_one_table_differ_so_that_a_chinese_heading_means_one_column():
    for source, table in TABLES:
        labels = [column_term(source, table.name, name).labels["zh"] for name in columns_of(table)]
        assert len(set(labels)) == len(labels), table.name
