import zipfile
from datetime import datetime, time
from decimal import Decimal

import pytest

from extractors.files import xlsx_reader
from extractors.files.cells import BrokenCell, UnreadableFileError
from extractors.files.xlsx_reader import open_xlsx

SHEET = "xl/worksheets/sheet1.xml"


def rows(path):
    [sheet] = open_xlsx(path, path.name)
    return list(sheet.rows())


def refusal(path, name=None):
    with pytest.raises(UnreadableFileError) as caught:
        for sheet in open_xlsx(path, name or path.name):
            list(sheet.rows())
    return str(caught.value)


def test_cells_keep_their_kind_and_numbers_their_digits(write_book):
    path = write_book(
        {
            "s": [
                [
                    "P-1",
                    7,
                    0.1,
                    1200.5,
                    datetime.fromisoformat("2026-01-31"),
                    True,
                    None,
                    "00042",
                    time(0),
                ]
            ]
        }
    )

    assert rows(path)[0].cells == (
        "P-1",
        Decimal(7),
        Decimal("0.1"),
        Decimal("1200.5"),
        datetime.fromisoformat("2026-01-31"),
        True,
        None,
        "00042",
        "00:00:00",
    )


def test_a_number_shown_with_leading_zeros_is_the_code_that_is_shown(write_book):
    def as_code(book):
        book["s"]["A1"].number_format = "00000"

    assert rows(write_book({"s": [[42]]}, touch=as_code))[0].cells == ("00042",)


def test_row_numbers_are_those_of_the_spreadsheet_across_gaps(write_book):
    def far_below(book):
        book["s"]["A5"] = "later"

    found = rows(write_book({"s": [["first"]]}, touch=far_below))

    assert [(row.number, row.is_empty) for row in found] == [
        (1, False),
        (2, True),
        (3, True),
        (4, True),
        (5, False),
    ]


def test_merged_cells_are_read_where_their_value_stands(write_book):
    path = write_book(
        {"s": [["title", None], ["a", "b"]]}, touch=lambda book: book["s"].merge_cells("A1:B1")
    )

    assert [row.cells[0] for row in rows(path)] == ["title", "a"]


def test_a_formula_counts_by_its_stored_result(write_book, rewrite_part):
    path = write_book({"s": [["=1200+0.5"]]})
    rewrite_part(
        path,
        SHEET,
        lambda xml: xml.replace("<v></v>", "<v>1200.5</v>").replace("<v />", "<v>1200.5</v>"),
    )

    assert rows(path)[0].cells == (Decimal("1200.5"),)


def test_a_formula_saved_without_its_result_is_a_broken_cell(write_book):
    [cell] = rows(write_book({"s": [["=A2*2"]]}))[0].cells

    assert isinstance(cell, BrokenCell)
    assert cell.shown == "=A2*2"
    assert "let it calculate" in cell.fix


def test_an_excel_error_is_a_broken_cell(write_book):
    def error(book):
        book["s"]["A1"].value = "#REF!"
        book["s"]["A1"].data_type = "e"

    [cell] = rows(write_book({"s": [["x"]]}, touch=error))[0].cells

    assert cell.reason == "is Excel's error #REF!"


def test_a_wrong_stated_size_does_not_hide_rows(write_book, rewrite_part):
    path = write_book({"s": [["a", "b"], ["c", "d"]]})
    rewrite_part(path, SHEET, lambda xml: xml.replace('ref="A1:B2"', 'ref="A1"'))

    assert [row.cells for row in rows(path)] == [("a", "b"), ("c", "d")]


def test_a_line_break_typed_in_excel_is_a_line_break(write_book):
    assert rows(write_book({"s": [["one_x000D_\ntwo"]]}))[0].cells == ("one\r\ntwo",)


@pytest.mark.parametrize("remembered", [0, 1000], ids=["too large to remember", "remembered"])
def test_a_sheet_reads_the_same_again_and_from_its_top_after_a_look(
    write_book, monkeypatch, remembered
):
    monkeypatch.setattr(xlsx_reader, "REMEMBERED_CELLS", remembered)
    path = write_book({"s": [["a"], ["b"], ["c"]]})
    [sheet] = open_xlsx(path, path.name)

    next(sheet.rows())  # as the headings are looked at
    assert [[row.cells for row in sheet.rows()] for _ in range(2)] == [[("a",), ("b",), ("c",)]] * 2


def test_every_sheet_is_offered_by_name(write_book):
    path = write_book({"budgets": [["a"]], "actuals": [["b"]]})

    assert [sheet.name for sheet in open_xlsx(path, path.name)] == ["budgets", "actuals"]


def test_a_truncated_workbook_is_refused_with_its_name_and_the_fix(write_book):
    path = write_book({"s": [["a"] * 20] * 200})
    path.write_bytes(path.read_bytes()[:-600])

    message = refusal(path)
    assert "budgets.xlsx is damaged or was cut off" in message
    assert "deliver it again" in message


def test_a_workbook_with_flipped_bits_is_refused(write_book):
    path = write_book({"s": [[f"value {n}" for n in range(50)]] * 50})
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        place = archive.getinfo(SHEET).header_offset
    content[place + 200] ^= 0xFF
    path.write_bytes(bytes(content))

    assert "damaged" in refusal(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"code,amount\nP-1,1\n", "rename it to .csv", id="text"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old .xls format", id="legacy"
        ),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "is encrypted; save it without a password",
            id="encrypted",
        ),
        pytest.param(b"", "budgets.xlsx is empty", id="empty"),
    ],
)
def test_what_is_no_workbook_is_refused_by_what_it_is(tmp_path, content, said):
    path = tmp_path / "budgets.xlsx"
    path.write_bytes(content)

    assert said in refusal(path)


def test_another_kind_of_zip_is_refused(tmp_path):
    path = tmp_path / "budgets.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")

    assert "no .xlsx workbook" in refusal(path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "budgets.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr(SHEET, b"0" * (60 << 20))

    assert "would unpack to 62,914,571 bytes" in refusal(path)
