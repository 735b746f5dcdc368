"""File names, folder replacement, chart ids, and sums that need no warehouse."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from reports.archive import replace_folder, safe_name
from reports.charts import Picture, draw, month_ticks
from reports.performance.curves import money_unit
from reports.performance.status import Money, ProjectStatus
from reports.rag import Rating
from reports.render import environment


@pytest.mark.parametrize("code", ["P-1", "0107", "a_B"])
def test_a_plain_code_is_its_own_file_name(code):
    assert safe_name(code) == code


@pytest.mark.parametrize(
    "code", ["../../etc/passwd", "a/b", "a b", ".hidden", "x" * 200, "仓库", ""]
)
def test_any_other_code_becomes_a_name_that_cannot_leave_its_folder(code):
    name = safe_name(code)

    assert not set(name) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
    assert 0 < len(name) <= 80


def test_codes_that_look_alike_keep_different_files():
    assert len({safe_name(code) for code in ("a/b", "a b", "a_b", "a.b")}) == 4


def test_a_folder_is_replaced_as_a_whole(tmp_path):
    target = tmp_path / "en"
    replace_folder(target, {"old.html": "1", "index.html": "1"})

    replace_folder(target, {"index.html": "2"})

    assert [path.name for path in target.iterdir()] == ["index.html"]
    assert (target / "index.html").read_text() == "2"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failed_write_leaves_the_report_that_stood(tmp_path):
    target = tmp_path / "en"
    replace_folder(target, {"index.html": "1"})

    with pytest.raises(FileNotFoundError):
        replace_folder(target, {"no/such/folder.html": "2"})

    assert (target / "index.html").read_text() == "1"


def drawn(name):
    import altair as alt

    values = [{"x": 1, "y": 2}, {"x": 2, "y": 3}]
    chart = alt.Chart(alt.Data(values=values)).mark_line(clip=True).encode(x="x:Q", y="y:Q")
    return draw(chart, name)


def test_a_chart_drawn_twice_is_the_same_and_its_ids_are_its_own():
    first, second, other = drawn("one"), drawn("one"), drawn("two")

    assert first == second
    assert 'id="one-0"' in first.body
    assert 'id="two-0"' in other.body
    assert "url(#two-0)" in other.body


def test_words_of_a_chart_are_escaped():
    markup = Picture("n", "0 0 1 1", "").markup("<b>", '"><script>')

    assert "<b>" not in markup
    assert "<script>" not in markup
    assert 'role="img" aria-labelledby="n-title n-desc"' in markup


def test_ticks_are_month_starts_and_few():
    ticks = month_ticks(date(2025, 1, 31), date(2026, 6, 30))
    days = [datetime.fromtimestamp(tick / 1000, UTC) for tick in ticks]

    assert len(days) <= 8
    assert all(day.day == 1 and day.hour == 0 for day in days)
    assert days[0] >= datetime(2025, 1, 31, tzinfo=UTC)
    assert days[-1] <= datetime(2026, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("largest", "unit"),
    [(Decimal(1999), "one"), (Decimal(500_000), "thousand"), (Decimal(2_000_000), "million")],
)
def test_the_unit_keeps_axis_numbers_short(largest, unit):
    assert money_unit((None, largest, Decimal(-1)))[0] == unit


def test_an_unknown_forecast_is_no_overrun():
    assert Money(bac=Decimal(5)).overrun is None
    assert Money(bac=Decimal(5), eac=Decimal(7)).overrun == 2


def test_templates_escape_and_refuse_undefined_names():
    from jinja2 import UndefinedError

    assert environment().from_string("{{ x }}").render(x="<b>") == "&lt;b&gt;"
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nobody }}").render()


def status(code, overall, ratings, priority=1):
    return ProjectStatus(
        code=code,
        name=code,
        programme=None,
        department=None,
        sponsor=None,
        manager=None,
        priority=priority,
        overall=overall,
        previous=None,
        change="same",
        ratings=tuple(Rating("cost", rag, f"cpi_{rag}", 0.8, 0.9, "") for rag in ratings),
        deciding=None,
        reported=None,
        reported_on=None,
        is_watermelon=False,
        money=Money(),
    )


def test_attention_goes_by_colour_then_reasons_then_priority():
    projects = [
        status("amber, red data", "amber", ["red", "red", "amber"]),
        status("red, minor", "red", ["red"], priority=2),
        status("red, major", "red", ["red"], priority=1),
        status("red twice", "red", ["red", "red"], priority=9),
        status("red, and amber", "red", ["red", "amber"], priority=9),
    ]

    assert [each.code for each in sorted(projects, key=lambda each: each.urgency)] == [
        "red twice",
        "red, and amber",
        "red, major",
        "red, minor",
        "amber, red data",
    ]
