import pytest

from extractors.files.cells import BrokenCell, UnreadableFileError
from extractors.files.csv_reader import open_csv


def rows(path, **how):
    [sheet] = open_csv(path, path.name, **how)
    return list(sheet.rows())


def cells(path, **how):
    return [row.cells for row in rows(path, **how)]


@pytest.mark.parametrize(
    ("sign", "name"), [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "bar")]
)
def test_the_delimiter_is_found(write_text, sign, name):
    text = f"code{sign}amount{sign}note\nP-1{sign}1{sign}a\n"

    assert cells(write_text(text)) == [("code", "amount", "note"), ("P-1", "1", "a")]


def test_decimal_commas_do_not_make_a_semicolon_file_a_comma_file(write_text):
    text = "code;amount\nP-1;1.200,50\nP-2;99,10\nP-3;5,00\n"

    assert cells(write_text(text))[1] == ("P-1", "1.200,50")


def test_excels_own_delimiter_line_is_no_row(write_text):
    found = rows(write_text("sep=;\ncode;amount\nP-1;1\n"))

    assert [(row.number, row.cells) for row in found] == [
        (2, ("code", "amount")),
        (3, ("P-1", "1")),
    ]


def test_a_quoted_line_end_is_one_row_as_a_spreadsheet_counts(write_text):
    found = rows(write_text('code,text\nP-1,"two\nlines"\n\nP-2,plain\n'))

    assert [(row.number, row.cells) for row in found] == [
        (1, ("code", "text")),
        (2, ("P-1", "two\nlines")),
        (3, ()),
        (4, ("P-2", "plain")),
    ]
    assert found[2].is_empty


def test_a_quotation_that_never_ends_refuses_the_file_and_names_the_row(write_text):
    path = write_text('code,text\nP-1,fine\nP-2,"cut off here\nP-3,x\n')

    with pytest.raises(
        UnreadableFileError, match=r"budgets\.csv row 3: a quoted cell .* never ends"
    ):
        rows(path)


def test_a_stray_quotation_mark_breaks_only_its_own_row(write_text):
    found = rows(write_text('code,text\nP-1,"a" b\nP-2,fine\n'))

    assert "quotation marks do not match" in str(found[1].problem)
    assert found[1].cells == ('P-1,"a" b\n',)
    assert found[2].cells == ("P-2", "fine")


def test_a_cell_with_bytes_that_are_no_text_is_broken_and_those_beside_it_are_not(tmp_path):
    path = tmp_path / "budgets.csv"
    path.write_bytes("code,text\nP-1,Größe Müller café\nP-2,".encode() + b"a\xff\nP-3,fine\n")
    found = rows(path)

    assert [[isinstance(cell, BrokenCell) for cell in row.cells] for row in found] == [
        [False, False],
        [False, False],
        [False, True],
        [False, False],
    ]
    assert found[2].cells[1].shown == r"a\xff"
    assert "save the file as UTF-8" in found[2].cells[1].fix


def test_a_workbook_under_a_csv_name_is_refused_with_the_right_name(write_book):
    path = write_book({"budgets": [["a"]]}, name="budgets.csv")

    with pytest.raises(UnreadableFileError, match=r"rename it to end in \.xlsx"):
        open_csv(path, "budgets.csv")


def test_a_cell_of_a_million_characters_is_a_cell(write_text):
    text = "x" * 1_000_000

    assert cells(write_text(f'code;text\nP-1;"{text}"\n'))[1] == ("P-1", text)


def test_a_cell_that_never_seems_to_end_refuses_the_file(write_text):
    path = write_text("x" * 10_000_001)

    with pytest.raises(UnreadableFileError, match=r"budgets\.csv row 1"):
        rows(path)


def test_an_encoding_the_layout_names_wins(write_text):
    path = write_text("code,name\nP-1,예산\n", "cp949")

    assert cells(path, encoding="cp949")[1] == ("P-1", "예산")


def test_an_encoding_that_does_not_exist_is_named(write_text):
    with pytest.raises(UnreadableFileError, match="cannot be read as no-such-code"):
        open_csv(write_text("a,b\n"), "budgets.csv", encoding="no-such-code")


def test_a_utf16_file_cut_in_the_middle_of_a_character_is_refused(tmp_path):
    path = tmp_path / "budgets.csv"
    path.write_bytes("code,name\nP-1,项目\n".encode("utf-16")[:-3])

    with pytest.raises(UnreadableFileError, match="utf-16"):
        rows(path)
