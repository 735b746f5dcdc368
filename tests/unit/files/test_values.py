from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from extractors.files.cells import BrokenCell, CellError
from extractors.files.values import Formats, month_of, parser
from extractors.types import DAY, FLAG, HOURS, INSTANT, INTEGER, MONEY, NUMBER, TEXT

GERMAN = Formats(decimal=",", thousands=".", strip_signs=("€",))
FRENCH = Formats(decimal=",", thousands=" ")


def read(kind, cell, formats=Formats(), **how):  # noqa: B008 - frozen
    return parser(kind, formats, **how)(cell)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        pytest.param("1234.50", "1234.5", id="plain"),
        pytest.param(" -7 ", "-7", id="blanks around"),
        pytest.param("(12.5)", "-12.5", id="parentheses"),
        pytest.param("12.5-", "-12.5", id="trailing minus"),
        pytest.param("−12.5", "-12.5", id="typographic minus"),
        pytest.param("１２３４．５０", "1234.5", id="full-width digits"),
        pytest.param(".5", "0.5", id="no leading zero"),
        pytest.param(Decimal("0.1"), "0.1", id="a workbook's number"),
        pytest.param("0.00005", "0.0001", id="rounded to the column's places, half away from zero"),
    ],
)
def test_money_is_read_exactly(cell, number):
    assert read(MONEY, cell) == Decimal(number)


@pytest.mark.parametrize(
    "cell",
    [
        "N/A (Section 43)",
        "Low: 2,750.00, Mid: 2,820.00, High: 3,100.00",
        ">1000%",
        "£9941.96",
        "1,234.50",
        "1,234",
        "1.23E+05",
        "12..5",
        "--5",
        "(5",
        "1 200",
        "NaN",
        "Infinity",
        "١٢٣",
        "-",
        True,
        date(2026, 1, 1),
    ],
)
def test_what_is_no_plain_number_is_refused_and_never_half_read(cell):
    with pytest.raises(CellError, match="is not a number"):
        read(MONEY, cell)


@pytest.mark.parametrize(
    ("cell", "formats", "number"),
    [
        pytest.param("1.234.567,89", GERMAN, "1234567.89", id="groups"),
        pytest.param("€ 1.234,50", GERMAN, "1234.5", id="currency sign"),
        pytest.param("1234,5", GERMAN, "1234.5", id="groups are not required"),
        pytest.param("1\u202f234,50", FRENCH, "1234.5", id="narrow blank"),
        pytest.param("12,34,567.50", Formats(thousands=","), "1234567.5", id="lakh"),
        pytest.param(">1000%", Formats(strip_signs=(">", "%")), "1000", id="signs stripped"),
        pytest.param(Decimal("1234.5"), GERMAN, "1234.5", id="a workbook's number keeps its point"),
    ],
)
def test_a_layout_says_how_numbers_are_written(cell, formats, number):
    assert read(MONEY, cell, formats) == Decimal(number)


def test_a_point_that_groups_nothing_is_not_dropped():
    with pytest.raises(CellError, match="is not a number"):
        read(MONEY, "12.50", GERMAN)


def test_the_multiplier_is_the_unit_and_the_sign():
    assert read(MONEY, "1.25", multiplier=Decimal(-1000)) == Decimal(-1250)


def test_a_number_too_large_for_its_column_is_refused():
    assert read(MONEY, "99999999999999.9999") == Decimal("99999999999999.9999")
    for cell in ("100000000000000", "99999999999999.99999"):
        with pytest.raises(CellError, match="larger than the column takes"):
            read(MONEY, cell)


def test_what_stands_for_nothing_is_named_by_the_layout():
    formats = Formats(empty_values=("N/A", "-"))

    assert [read(MONEY, cell, formats) for cell in ("n/a", "-", "", "  ", None)] == [None] * 5


def test_hours_and_shares_keep_their_own_places():
    assert read(HOURS, "7.25") == Decimal("7.25")
    assert read(NUMBER, "0.3333333") == Decimal("0.333333")


@pytest.mark.parametrize(
    ("cell", "formats"),
    [
        pytest.param("2026-01-31", Formats(), id="ISO"),
        pytest.param("2026-01-31 00:00:00", Formats(), id="ISO with a time"),
        pytest.param("2026-01-31T23:30:00-05:00", Formats(), id="the day as written"),
        pytest.param(datetime.fromisoformat("2026-01-31"), Formats(), id="Excel"),
        pytest.param("31.01.2026", Formats(date_formats=("%d.%m.%Y",)), id="layout"),
        pytest.param("2026-01-31", Formats(date_formats=("%d.%m.%Y",)), id="ISO beside a layout"),
        pytest.param("2026年1月31日", Formats(date_formats=("%Y年%m月%d日",)), id="Chinese"),
    ],
)
def test_dates_are_read(cell, formats):
    assert read(DAY, cell, formats) == date(2026, 1, 31)


@pytest.mark.parametrize(
    "cell",
    [
        "31.01.2026",
        "01/02/2026",
        "00:00:00",
        "2026-02-30",
        "20260131",
        "2026-W05-6",
        Decimal(46053),
    ],
)
def test_what_could_be_another_date_or_none_is_refused(cell):
    with pytest.raises(CellError, match="is not a date"):
        read(DAY, cell)


def test_instants_are_utc_and_naive_ones_are_local():
    berlin = Formats(time_zone="Europe/Berlin")

    assert read(INSTANT, "2026-07-01T12:00:00+05:30") == datetime(2026, 7, 1, 6, 30, tzinfo=UTC)
    assert read(INSTANT, "2026-07-01 12:00", berlin) == datetime(2026, 7, 1, 10, tzinfo=UTC)
    with pytest.raises(CellError, match="is not a date with a time"):
        read(INSTANT, "noon")


def test_codes_are_text_and_keep_leading_zeros():
    assert read(TEXT, " 00123 ") == "00123"
    assert read(TEXT, Decimal(123)) == "123"
    assert read(TEXT, "\u00a0") is None


def test_whole_numbers_and_flags():
    assert [read(INTEGER, cell) for cell in ("3", Decimal("3.0"), "-2")] == [3, 3, -2]
    assert [read(FLAG, cell) for cell in ("Yes", "0", "是", True)] == [True, False, True, True]
    with pytest.raises(CellError, match="not a whole number"):
        read(INTEGER, "3.5")
    with pytest.raises(CellError, match="neither true nor false"):
        read(FLAG, "perhaps")


def test_true_one_and_the_text_one_are_not_mistaken_for_each_other():
    parse = parser(TEXT, Formats())

    assert [parse(True), parse(Decimal(1)), parse("01")] == ["TRUE", "1", "01"]


def test_a_month_that_excel_made_a_date_is_a_month_again():
    assert month_of(datetime.fromisoformat("2026-10-01"), Formats()) == "2026-10"


def test_a_broken_cell_is_refused_in_a_text_column_too():
    with pytest.raises(CellError, match="is Excel's error #REF!"):
        read(TEXT, BrokenCell("#REF!", "is Excel's error #REF!", "mend it"))
