"""Amounts that are durations, or whose unit stands beside them; keys that are numbered."""

from decimal import Decimal

import pytest

from extractors.files.cells import BrokenCell, CellError, Row
from extractors.files.layouts import Column, Unit
from extractors.files.units import Joiner, hours_of, in_unit
from extractors.files.values import Formats, parser
from extractors.types import HOURS

FORMATS = Formats(empty_values=("n/a", "0000"))
UNIT = Unit(column="MEINH", factors={"H": "1", "MIN": "1/60", "": "1"})


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        ("00:00:36", "0.01"),
        ("7:30", "7.5"),
        ("07:30:00", "7.5"),
        ("100:15:00", "100.25"),
        ("1 day, 2:30:00", "26.5"),
        ("2 days, 0:00:00", "48"),
        ("00:20:00", "0.3333"),
    ],
)
def test_durations_are_hours(cell, hours):
    assert parser(HOURS, FORMATS)(hours_of(cell, FORMATS)) == Decimal(hours)


@pytest.mark.parametrize(
    "cell", ["7.5", "7:60", "7:30:75", "-1:00", "1:2", "47:06 min", Decimal(7), "٧:٣٠"]
)
def test_what_may_mean_something_else_is_no_duration(cell):
    with pytest.raises(CellError, match="is not a duration"):
        hours_of(cell, FORMATS)


@pytest.mark.parametrize("cell", [None, "", " ", "n/a"])
def test_no_duration_is_nothing(cell):
    assert hours_of(cell, FORMATS) is None


def test_a_broken_duration_stays_broken():
    broken = BrokenCell("#REF!", "is an error", "mend it")

    assert hours_of(broken, FORMATS) is broken


@pytest.mark.parametrize(
    ("cell", "unit", "hours"),
    [("90", "MIN", "1.5"), ("8", "H", "8"), ("8", None, "8"), ("50", " MIN ", "0.8333")],
)
def test_a_number_counts_in_the_unit_beside_it(cell, unit, hours):
    assert parser(HOURS, FORMATS)(in_unit(cell, unit, UNIT, FORMATS)) == Decimal(hours)


def test_an_unknown_unit_and_a_number_that_is_none_are_told():
    unknown = in_unit("1", "TAG", UNIT, FORMATS)
    no_number = in_unit("eight", "H", UNIT, FORMATS)

    assert isinstance(unknown, BrokenCell)
    assert (
        "the unit 'TAG' (column 'MEINH'), and the layout knows only 'H', 'MIN', ''"
        in unknown.reason
    )
    assert isinstance(no_number, BrokenCell)
    assert no_number.shown == "eight"


def test_nothing_has_no_unit():
    assert in_unit("n/a", "TAG", UNIT, FORMATS) is None


def test_rows_that_fill_a_template_alike_are_numbered_in_their_order():
    join = Joiner("{who}-{#}", {"who": 0}, FORMATS)
    rows = [Row(number, (who,)) for number, who in ((2, "a"), (3, "b"), (5, "a"), (9, "a"))]

    wanted = ["a-1", "b-1", "a-2", "a-3"]
    assert [join(row) for row in rows] == wanted
    assert [join(row) for row in rows for _ in range(2)] == [
        each for each in wanted for _ in range(2)
    ]


@pytest.mark.parametrize("cell", [None, " ", "0000", "n/a"])
def test_a_template_with_an_empty_cell_is_nothing(cell):
    join = Joiner("cats-{ref}-{of}", {"ref": 0, "of": 1}, FORMATS)

    assert join(Row(2, (cell, "x"))) is None
    assert join(Row(3, ("1", "x"))) == "cats-1-x"


def test_of_two_decimal_signs_each_is_one():
    either = Formats(decimal=".,")

    assert [parser(HOURS, either)(each) for each in ("7.5", "7,5", "-0,25")] == [
        Decimal("7.5"),
        Decimal("7.5"),
        Decimal("-0.25"),
    ]
    for both in ("1.000,5", "1,000.5", "1,5,5"):
        with pytest.raises(CellError):
            parser(HOURS, either)(both)


@pytest.mark.parametrize(
    "wrong",
    [
        {"column": "a", "duration": True, "minus": "b"},
        {"template": "{a}", "unit": {"column": "u", "factors": {"H": 1}}},
        {"column": "a", "unit": {"column": "u", "factors": {"H": "x"}}},
        {"column": "a", "unit": {"column": "u", "factors": {"H": "1/0"}}},
    ],
)
def test_columns_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match=r"belong to a column|at most one|is no number"):
        Column.model_validate(wrong)


def test_two_decimal_signs_leave_none_for_thousands():
    with pytest.raises(ValueError, match="of two decimal signs"):
        Formats(decimal=".,", thousands="'")
