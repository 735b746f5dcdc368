"""A night of the United Kingdom's major projects: a year of each form, 2017 and 2023.

The layouts of config/examples/uk-gmpp are all that reads them; that they read all ten years to the
penny is tested where files land. How many projects and ratings a year has is published; costs are
worked out here from the raw file.
"""

import csv
import re
from collections import Counter
from decimal import Decimal
from html import escape

import pytest

from tests.e2e.installation import ROOT, Installation
from tests.e2e.real.conftest import SHARED

DELIVERED = SHARED / "uk-gmpp"
AS_OF = "2023-06-30"
# By the day that each file speaks of.
PROJECTS = {"2016-09-30": 143, "2023-03-31": 244}
MONEY = re.compile(r"-?£?-?[\d,]+(?:\.\d+)?")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DELIVERED.exists(), reason="needs ../shared/data/uk-gmpp"),
]


@pytest.fixture(scope="module")
def kingdom(tmp_path_factory):
    found = Installation(
        config=ROOT / "config" / "examples" / "uk-gmpp" / "pmo.yml",
        home=tmp_path_factory.mktemp("kingdom"),
        as_of=AS_OF,
    )
    folder = found.drop / "uk-gmpp"
    folder.mkdir(parents=True)
    for name in ("uk_2017.csv", "uk_2023.csv"):
        (folder / name).write_bytes((DELIVERED / name).read_bytes())
    found.night()
    return found


def test_every_project_year_is_published(kingdom):
    rows = kingdom.published(
        "select cast(observed_on as varchar) as day, count(*) as n "
        "from marts.fct_milestone_trend group by day"
    )

    assert {row["day"]: row["n"] for row in rows} == PROJECTS


def test_the_newest_portfolio_is_watched_and_rated_as_its_departments_do(kingdom):
    rows = kingdom.published(
        "select reported_overall_rag as rating, count(*) as n "
        "from marts.fct_portfolio_health where is_current group by rating"
    )

    assert {row["rating"]: row["n"] for row in rows} == {
        "green": 26,
        "amber": 183,
        "red": 23,
        None: 12,
    }


def figures(year, budget, forecast):
    """Return budget and forecast in millions by project, of a year in which a project is a row."""
    with (DELIVERED / f"uk_{year}.csv").open(encoding="cp1252", newline="") as stream:
        for record in csv.DictReader(stream, delimiter=";"):
            yield (
                record["project_name"].strip(),
                *(
                    Decimal(re.sub("[£,]", "", text)) if MONEY.fullmatch(text) else None
                    for text in (record[budget].strip(), record[forecast].strip())
                ),
            )


def test_cost_is_rated_by_the_forecast_against_the_budget_of_the_year(kingdom):
    """Above the budget by 5 % is amber and by 15 % red; words in place of figures are grey."""
    raw = list(figures(2023, "total_baseline", "forecast_incl_NGC"))
    expected = Counter()
    named = {name for name, budget, forecast in raw if budget and forecast is not None}
    for _, budget, forecast in (each for each in raw if each[0] in named):
        over = forecast / budget - 1
        amber = "amber" if over > Decimal("0.05") else "green"
        expected["red" if over > Decimal("0.15") else amber] += 1
    rows = kingdom.published(
        "select project_code, cost_rag from marts.fct_portfolio_health where is_current"
    )
    measured = Counter(row["cost_rag"] for row in rows if row["project_code"] in named)

    assert len(raw) == len(rows) == 244
    assert measured == expected
    assert set(measured) == {"red", "amber", "green"}


def test_words_in_place_of_figures_are_listed_with_their_cell_and_none_is_a_number(kingdom):
    rows = [row for row in kingdom.quarantine() if row["expectation"] == "unreadable_row"]
    by_file = Counter(row["source_file"] for row in rows if row["table_name"] == "budgets")

    assert by_file == {"uk_2017.csv": 14, "uk_2023.csv": 54}
    assert sum("Section 43" in row["value"] for row in rows) > 40
    assert all(row["fix"] and row["source_row"] > 1 for row in rows)
    figures_landed = kingdom.published("select amount from marts.fct_budget")
    assert len(figures_landed) == 2 * (143 - 7) + 2 * (244 - 27)
    assert 43_000_000 not in {row["amount"] for row in figures_landed}


def test_a_project_that_looks_greener_than_it_measures_is_named(kingdom):
    rows = kingdom.published(
        "select project_code from marts.fct_portfolio_health where is_current and is_watermelon"
    )
    page = kingdom.page("performance").read_text("utf-8")

    assert rows
    assert all(escape(row["project_code"], quote=False) in page for row in rows)
    assert len(page.encode()) < 3_000_000
