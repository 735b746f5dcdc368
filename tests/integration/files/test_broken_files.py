"""Files that are not what they seem: refused with their name and what to do, or read right."""

import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook

HEAD = "document_id,line,posting_date,cost_category,amount,currency\n"
ROW = "A,1,2026-05-01,other,10,EUR\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def book_bytes(tmp_path):
    book = Workbook()
    for line in (HEAD, ROW):
        book.active.append(line.strip().split(","))
    book.save(tmp_path / "made.xlsx")
    return (tmp_path / "made.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "reason", "fix"),
    [
        ("actuals.xlsx", b"", "actuals.xlsx is empty", "delete the file"),
        ("actuals.csv", b"\r\n \r\n", "actuals.csv is empty", "delete the file"),
        (
            "actuals.xlsx",
            (HEAD + ROW).encode(),
            "actuals.xlsx is named .xlsx but is no Excel workbook (it begins with b'document')",
            "rename it to .csv if it is text",
        ),
        (
            "actuals.xls",
            b"<html><body><table><tr><td>document_id</td></tr></table></body></html>",
            "actuals.xls holds a web page or XML, not a table",
            "open it in Excel and save it as .xlsx",
        ),
        (
            "actuals.csv",
            b"\xef\xbb\xbf\n<!DOCTYPE html><html><title>Sign in</title></html>",
            "actuals.csv holds a web page or XML, not a table",
            "it may be a login page",
        ),
        (
            "actuals.xls",
            b'<?xml version="1.0"?><Workbook/>',
            "actuals.xls holds a web page or XML, not a table",
            "save it as .xlsx",
        ),
        (
            "actuals.xlsx",
            OLE + b"\0" * 600,
            "actuals.xlsx is a workbook in the old .xls format",
            "save it as .xlsx or CSV",
        ),
        (
            "actuals.csv",
            OLE + b"\0" * 600,
            "actuals.csv is a workbook in the old .xls format",
            "save it as .xlsx or CSV",
        ),
        (
            "actuals.xlsx",
            OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "actuals.xlsx is encrypted",
            "save it without a password",
        ),
        ("actuals.csv", b"%PDF-1.7 ...", "actuals.csv holds a PDF document", "exported as CSV"),
        ("actuals.csv", b"\x1f\x8b\x08", "actuals.csv holds a packed file (gzip)", "unpack it"),
        ("actuals.zip", b"PK\x03\x04", "unknown file actuals.zip: .zip is no kind", "save it as"),
    ],
)
def test_a_file_of_another_kind_is_one_refusal_that_says_what_it_is(
    office, name, content, reason, fix
):
    office.deliver(name, content)
    office.extract()

    [(said, way_out, row)] = office.rejects("reason, fix, _source_row")
    assert said.startswith(reason)
    assert fix in way_out
    assert row == 0
    assert office.landed("files", "1") == []


def test_a_workbook_under_a_text_files_name_is_told_its_right_name(office, tmp_path):
    office.deliver("actuals.txt", book_bytes(tmp_path))
    office.extract()

    [(reason, fix)] = office.rejects("reason, fix")
    assert reason.startswith("actuals.txt is named .txt but holds an Excel workbook")
    assert fix == "rename it to end in .xlsx if it is a workbook"


@pytest.mark.parametrize("share", [0.3, 0.7, 0.95])
def test_a_workbook_that_was_cut_off_is_refused_wherever_the_cut_is(office, tmp_path, share):
    whole = book_bytes(tmp_path)
    office.deliver("actuals.xlsx", whole[: int(len(whole) * share)])
    office.extract()

    [(reason, fix)] = office.rejects("reason, fix")
    assert reason.startswith("actuals.xlsx is damaged or was cut off while it was copied")
    assert "deliver it again" in fix


def test_entities_that_blow_up_are_refused(office, tmp_path):
    """A sheet of a few bytes whose XML would unfold to gigabytes."""
    book_bytes(tmp_path)
    with zipfile.ZipFile(tmp_path / "made.xlsx") as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    layers = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "x" * 10}">' for n in range(10))
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    sheet = f"<!DOCTYPE worksheet [{layers}]>" + sheet.replace("document_id", "&l9;")
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    with zipfile.ZipFile(office.drop / "actuals.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    office.extract()

    assert office.landed("actuals", "1") == []
    [(reason,)] = office.rejects("reason")
    assert reason.startswith("actuals.xlsx ")


def workbook(office, amounts, touch=None, day=None):
    rows = [HEAD.strip().split(",")]
    for number, amount in enumerate(amounts):
        rows.append([f"D{number}", "1", day or date(2026, 5, 1), "other", amount, "EUR"])
    office.deliver_book("actuals.xlsx", {"s": rows}, touch=touch)
    office.extract()


def test_numbers_that_excel_holds_as_text_are_the_same_numbers(office):
    workbook(office, ["1200.50", " 7 ", "(12.5)", "12.5-", "１２．５", "−3", "（4）"])

    assert office.rejects() == []
    assert [amount for (amount,) in office.landed("actuals", "amount")] == [
        *(Decimal("1200.5"), Decimal(7), Decimal("-12.5"), Decimal("-12.5")),
        *(Decimal("12.5"), Decimal(-3), Decimal(-4)),
    ]


def test_an_error_and_a_formula_without_its_result_are_rejects_with_their_place(office):
    def error(book):
        book["s"]["E3"].value, book["s"]["E3"].data_type = "#REF!", "e"

    workbook(office, [1, 2, "=1+1"], touch=error)

    assert office.rejects("_source_sheet, _source_row, column_name, value, reason") == [
        ("s", 3, "amount", "#REF!", "amount '#REF!' is Excel's error #REF!"),
        ("s", 4, "amount", "=1+1", "amount '=1+1' is the formula =1+1, saved without its result"),
    ]


def test_rows_that_excel_hides_are_read_like_all_others(office):
    def hide(book):
        book["s"].row_dimensions[3].hidden = True

    workbook(office, [1, 2, 3], touch=hide)

    assert office.landed("actuals", "amount") == [(1,), (2,), (3,)]


def test_a_hidden_sheet_is_not_the_first_and_is_named(office, caplog):
    rows = [HEAD.strip().split(","), ROW.strip().split(",")]

    def hide(book):
        book["old"].sheet_state = "hidden"

    old = [rows[0], ["OLD", *rows[1][1:]]]
    office.deliver_book("actuals.xlsx", {"old": old, "new": rows}, touch=hide)
    office.extract()

    assert office.landed("actuals", "document_id, _source_sheet") == [("A", "new")]
    assert "actuals.xlsx: hidden sheets are not read: old" in caplog.text


def test_a_day_number_is_a_date_only_where_a_layout_says_so(office):
    workbook(office, [1], day=46_143)
    [(value, reason)] = office.rejects("value, reason")
    assert (value, reason) == ("46143", "posting_date '46143' is not a date")

    office.layout(
        "finance",
        "match: actuals.xlsx\nformats: {date_formats: [serial]}\ntables:\n- table: actuals\n"
        "  columns: {document_id: document_id, line: line, posting_date: posting_date,\n"
        "    cost_category: cost_category, amount: amount, currency: currency}\n",
    )
    office.extract()
    assert office.landed("actuals", "posting_date") == [(date(2026, 5, 1),)]


def test_a_time_of_day_in_a_date_column_is_not_today(office):
    workbook(office, [1], day="00:00:00")

    assert office.rejects("reason") == [("posting_date '00:00:00' is not a date",)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_known_with_its_mark_and_without(office, encoding):
    rows = HEAD + ROW.replace("other", "人工—Löhne") * 3
    office.deliver("actuals.csv", rows, encoding)
    office.extract()

    assert office.landed("actuals", "distinct cost_category") == [("人工—Löhne",)]


@pytest.mark.parametrize(
    ("encoding", "category"),
    [
        ("cp1252", "Größe – Löhne"),
        ("gb18030", "内部人工成本与外包服务费"),
        ("big5", "內部人工成本與外包服務費"),
        ("cp932", "社内の人件費とサービス料"),
    ],
)
def test_an_older_encoding_is_found_by_what_it_says(office, encoding, category):
    office.deliver("actuals.csv", HEAD + ROW.replace("other", category), encoding)
    office.extract()

    assert office.landed("actuals", "cost_category") == [(category,)]


def test_a_date_with_a_time_is_its_day(office):
    workbook(office, [1], day=datetime(2026, 5, 1, 23, 59))  # noqa: DTZ001

    assert office.landed("actuals", "posting_date") == [(date(2026, 5, 1),)]
