"""A whole night of a real organisation: 378 capital projects of New York City, to 2019.

The city's one file goes through the layouts of config/examples/nyc-capital and comes out as a
published warehouse and a report. Each of its records names the change of budget and of completion
since the record before, which is a check that nobody here could have written.
"""

import csv
from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.e2e.installation import ROOT, Installation
from tests.e2e.real.conftest import SHARED

DELIVERED = SHARED / "nyc-capital" / "NYC_capital_projects_20190901.csv"
# The last report is of 1 September; the last project begins on this day and is measured from it.
AS_OF = "2019-09-30"
PROJECTS = 378
INPUTS = ("schedule", "cost")
NO_INPUT = ("scope", "resources", "risk", "quality", "satisfaction")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DELIVERED.exists(), reason=f"needs ../shared/data: no {DELIVERED.name}"),
]


def day(text):
    """Return a date of the city's form, 05/01/2014 12:00:00 AM or 01/14/2020; None if empty."""
    return datetime.strptime(text[:10], "%m/%d/%Y").date() if text else None  # noqa: DTZ007


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    found = Installation(
        config=ROOT / "config" / "examples" / "nyc-capital" / "pmo.yml",
        home=tmp_path_factory.mktemp("city"),
        as_of=AS_OF,
    )
    folder = found.drop / "nyc-capital"
    folder.mkdir(parents=True)
    (folder / DELIVERED.name).write_bytes(DELIVERED.read_bytes())
    found.night()
    return found


@pytest.fixture(scope="module")
def claimed():
    """Return a function from two columns to the changes that the city names, by project and day.

    Only where the record and the one before both give the value that changed.
    """
    with DELIVERED.open(encoding="utf-8-sig", newline="") as stream:
        records = list(csv.DictReader(stream))
    records.sort(key=lambda record: day(record["Date Reported As Of"]))

    def read(value, change):
        found, last = {}, {}
        for each in records:
            before = last.get(each["PID"])
            if before and before[value] and each[value] and each[change]:
                found[each["PID"], day(each["Date Reported As Of"])] = Decimal(each[change])
            last[each["PID"]] = each
        return found

    return read


def agreeing(measured, claims):
    """Return how many claims are met to the unit; the city rounds."""
    return sum(key in measured and abs(measured[key] - claims[key]) <= 1 for key in claims)


def test_every_project_of_the_city_is_published(city):
    [row] = city.published("select count(*) as n from marts.dim_project where not is_unallocated")

    assert row["n"] == PROJECTS


def test_budgets_change_by_what_the_city_says(city, claimed):
    rows = city.published(
        """
        select project_code, version_date, sum(amount) - lag(sum(amount)) over (
            partition by project_code order by version_date
        ) as change
        from marts.fct_budget
        where budget_version = 'forecast'
        group by project_code, version_date
        """
    )
    measured = {
        (row["project_code"], row["version_date"]): row["change"]
        for row in rows
        if row["change"] is not None
    }
    claims = claimed("Budget Forecast", "Latest Budget Changes")

    assert (agreeing(measured, claims), len(claims)) == (1775, 1779)


def test_completions_change_by_what_the_city_says(city, claimed):
    """A forecast of the year 2108 is kept out, so two changes are seen on its quarantined row."""
    rows = city.published(
        "select project_code, observed_on, change_days from marts.fct_milestone_trend"
    )
    measured = {
        (row["project_code"], row["observed_on"]): row["change_days"]
        for row in rows
        if row["change_days"] is not None
    }
    claims = claimed("Forecast Completion", "Latest Schedule Changes")
    [kept_out] = city.published(
        """
        select
            project_code,
            cast(row_json ->> 'observed_on' as date) as observed_on,
            cast(value as date) as forecast_date
        from quality.quarantined_rows
        where table_name = 'milestones'
        """
    )
    code, bad = kept_out["project_code"], kept_out["forecast_date"]
    beside = city.published(
        "select observed_on, forecast_date from marts.fct_milestone_trend "
        f"where project_code = '{code}' order by observed_on"
    )
    before = [each for each in beside if each["observed_on"] < kept_out["observed_on"]][-1]
    after = next(each for each in beside if each["observed_on"] > kept_out["observed_on"])

    assert bad == date(2108, 10, 21)
    assert (agreeing(measured, claims), len(claims)) == (1760, 1766)
    measured[code, kept_out["observed_on"]] = (bad - before["forecast_date"]).days
    measured[code, after["observed_on"]] = (after["forecast_date"] - bad).days
    assert agreeing(measured, claims) == 1762


def test_health_is_measured_where_there_is_input_and_grey_where_there_is_none(city):
    rows = city.published("select * from marts.fct_portfolio_health where is_current")

    assert len({row["project_code"] for row in rows}) == len(rows) == PROJECTS
    for name in INPUTS:
        assert {row[f"{name}_rag"] for row in rows} == {"red", "amber", "green", "grey"}
    for name in NO_INPUT:
        assert {(row[f"{name}_rag"], row[f"{name}_rule"]) for row in rows} == {
            ("grey", f"{name}_no_data")
        }


def test_health_is_what_the_thresholds_make_of_the_citys_own_numbers(city):
    """Cost by hand: the last forecast over the first, as a share of the first: 5 % and 15 %."""
    with DELIVERED.open(encoding="utf-8-sig", newline="") as stream:
        records = sorted(
            (each for each in csv.DictReader(stream) if each["Budget Forecast"]),
            key=lambda record: day(record["Date Reported As Of"]),
        )
    first, last = {}, {}
    for each in records:
        first.setdefault(each["PID"], Decimal(each["Budget Forecast"]))
        last[each["PID"]] = Decimal(each["Budget Forecast"])
    expected = {}
    for code, budget in first.items():
        if budget:
            over = last[code] / budget - 1
            amber = "amber" if over > Decimal("0.05") else "green"
            expected[code] = "red" if over > Decimal("0.15") else amber
    rows = city.published(
        "select project_code, cost_rag from marts.fct_portfolio_health where is_current"
    )
    measured = {row["project_code"]: row["cost_rag"] for row in rows if row["cost_rag"] != "grey"}

    assert measured == expected


def test_the_portfolio_page_shows_every_project_and_stays_small(city):
    page = city.page("performance").read_text("utf-8")

    assert f"{PROJECTS}" in page
    codes = city.published("select project_code from marts.dim_project where not is_unallocated")
    assert all(f"project-{row['project_code']}.html" in page for row in codes)
    assert len(page.encode()) < 3_000_000
    assert city.page("performance", language="zh").is_file()
