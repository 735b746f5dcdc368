"""Ten years of the United Kingdom's major projects land through the example layouts and no code.

The counts of projects and of ratings are published with the data. What the layouts make of the
figures is held to what this module reads of the same files on its own.
"""

import csv
import json
import re
import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from extractors.finance.extract import extract as extract_finance
from extractors.registers.extract import extract as extract_registers
from pmo.settings import load_settings

REPOSITORY = Path(__file__).parents[3]
EXAMPLE = REPOSITORY / "config" / "examples" / "uk-gmpp" / "pmo.yml"
DATA = REPOSITORY.parent / "shared" / "data" / "uk-gmpp"
PROJECTS = {
    **{2014: 199, 2015: 188, 2016: 143, 2017: 143, 2018: 133},
    **{2019: 133, 2020: 125, 2021: 184, 2022: 235, 2023: 244},
}
FIVE_COLOURS = ("green", "amber/green", "amber", "amber/red", "red")
BUDGETS = ("budget (£million)", "total baseline £m", "yearly_budget", "total_baseline")
FORECASTS = ("forecast (£million)", "total forecast £m", "yearly_forecast", "forecast_incl_ngc")
OTHER = re.compile("narrative|whole life")
FIGURE = re.compile(r"-?£?-?[\d,]+(\.\d+)?m?")

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="needs ../shared/data/uk-gmpp beside the repository"
)


def published(year):
    """Return the year's projects as lists of (heading in lower case, text), with the csv module."""
    text = (DATA / f"uk_{year}.csv").read_text("cp1252", errors="replace")
    rows = list(csv.reader(text.splitlines(keepends=True), delimiter=";" if year > 2020 else ","))
    if year < 2018:
        width = max(map(len, rows))
        rows = list(zip(*(row + [""] * (width - len(row)) for row in rows), strict=True))
    heads = [" ".join(each.split()).casefold() for each in rows[0]]
    records = [row for row in rows[1:] if any(each.strip() for each in row)]
    return [list(zip(heads, (each.strip() for each in row), strict=True)) for row in records]


def figures(year, *names):
    """Return every filled cell of the columns whose headings hold one of `names`."""
    return [
        text
        for record in published(year)
        for head, text in record
        if text and any(each in head for each in names) and not OTHER.search(head)
    ]


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory):
    from tests.integration.files.conftest import Office

    office = Office(tmp_path_factory.mktemp("uk"))
    for path in DATA.glob("*.csv"):
        shutil.copy(path, office.drop)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PMO_CONFIG", str(EXAMPLE))
        settings = load_settings()
        extract_registers(settings, office.landing, office.drop)
        extract_finance(settings, office.landing, office.drop)
    return office


def year_of(file):
    return int(file[3:7])


def test_every_project_of_every_year_lands_and_no_register_row_is_refused(portfolio):
    for table in ("projects", "status_reports", "milestones"):
        files = portfolio.landed(table, "_source_file", "registers")
        assert Counter(year_of(file) for (file,) in files) == PROJECTS
    assert sum(PROJECTS.values()) == 1727
    assert portfolio.rejects(source="registers") == []


def test_the_newest_year_is_rated_as_published(portfolio):
    rated = portfolio.landed("status_reports", "_source_file, overall", "registers")

    assert Counter(overall for file, overall in rated if year_of(file) == 2023) == {
        "green": 26,
        "amber": 183,
        "red": 23,
        None: 12,
    }


@pytest.mark.parametrize("year", PROJECTS)
def test_ratings_are_those_of_the_raw_file_in_five_colours_and_in_three(portfolio, year):
    rating = ("colour_rating", "rag rating (", "delivery confidence assessment (")
    raw = Counter()
    for record in published(year):
        named = [text for head, text in record if any(each in head for each in rating) and text]
        raw[named[0].casefold() if named else ""] += 1
    five = Counter({colour: raw[colour] for colour in FIVE_COLOURS if raw[colour]})
    three = Counter()
    for colour, count in five.items():
        three["amber" if "/" in colour else colour] += count

    landed = [
        (overall, json.loads(extra))
        for file, overall, extra in portfolio.landed(
            "status_reports", "_source_file, overall, extra", "registers"
        )
        if year_of(file) == year
    ]
    kept = Counter(
        next(
            text for name, text in extra.items() if any(each in name.casefold() for each in rating)
        )
        .strip()
        .casefold()
        for overall, extra in landed
        if overall
    )
    assert Counter(overall for overall, _ in landed if overall) == three
    assert kept == five


@pytest.mark.parametrize("year", PROJECTS)
@pytest.mark.parametrize(("version", "names"), [("approved", BUDGETS), ("forecast", FORECASTS)])
def test_every_figure_is_landed_to_the_penny_and_every_other_text_is_a_reject(
    portfolio, year, version, names
):
    cells = figures(year, *names)
    money = [each for each in cells if FIGURE.fullmatch(each)]
    words = Counter(" ".join(each.split()) for each in cells if not FIGURE.fullmatch(each))

    amounts = [
        amount
        for file, of, amount in portfolio.landed("budgets", "_source_file, version, amount")
        if of == version and year_of(file) == year
    ]
    rejects = Counter(
        " ".join(value.split())
        for file, value, reason in portfolio.rejects("_source_file, value, reason")
        if year_of(file) == year and any(each in reason.casefold() for each in names)
    )
    assert len(amounts) == len(money) > 100
    assert sum(amounts) == sum(1_000_000 * Decimal(re.sub("[£,m]", "", each)) for each in money)
    assert rejects == words


def test_a_reject_names_file_row_column_value_and_fix(portfolio):
    found = portfolio.rejects("_source_file, _source_row, column_name, value, reason, fix")
    [(file, row, column, value, reason, fix)] = [
        each for each in found if each[3] == "TBC" and "Budget" in each[4]
    ]

    assert (file, row, column, value) == ("uk_2014.csv", 134, "amount", "TBC")
    assert reason == "amount (cell ED9, '2013/2014 Budget (£million)') 'TBC' is not a number"
    assert "leave the cell empty" in fix


def test_a_date_that_is_told_in_words_is_kept_as_text_and_the_project_stays(portfolio):
    kept = portfolio.query(
        f"select extra from ({portfolio.macros().landed('registers', 'projects')}) "
        "where finish_baseline is null and _source_file = 'uk_2023.csv'"
    )

    assert len(kept) == 244 - 214
    assert all("end_date" in json.loads(extra) for (extra,) in kept)


def test_the_benefits_of_the_newest_year_land_too(portfolio):
    raw = figures(2023, "total baseline benefits")
    money = [each for each in raw if FIGURE.fullmatch(each)]

    [(count, total)] = portfolio.query(
        "select count(*), sum(planned_amount) "
        f"from ({portfolio.macros().landed('finance', 'benefits')})"
    )
    assert (count, len(raw)) == (len(money), 122)
    assert total == sum(1_000_000 * Decimal(each.replace(",", "")) for each in money)


def test_the_register_holds_each_project_as_the_last_file_that_has_it_says(portfolio):
    newest = {}
    for year in PROJECTS:
        for record in published(year):
            name = next(text for head, text in record if head.replace("_", " ") == "project name")
            newest[name] = year
    rows = portfolio.current(
        "projects", "project_code, _source_file, status", ["project_code"], "registers"
    )

    assert {code: year_of(file) for code, file, _ in rows} == newest
    assert Counter(status for *_, status in rows)["active"] == 244
