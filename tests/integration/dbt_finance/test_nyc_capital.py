"""378 real projects (capital projects of New York City, to 2019) check the marts on themselves.

Each report of the city carries its budget, its forecast completion and, independently, the change
of both since the report before. What the marts make of the former must agree with the latter, as
far as the data do: 4 reports of each kind are known not to.
"""

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

REPORTS = (
    Path(__file__).parents[4]
    / "shared"
    / "data"
    / "nyc-capital"
    / "NYC_capital_projects_20190901.csv"
)
AS_OF = "2019-09-01"
CENT = Decimal("0.01")
LAST_YEAR = 2050  # of the calendar in dim_date

pytestmark = pytest.mark.skipif(not REPORTS.exists(), reason="needs ../shared/data/nyc-capital")


def day(text):
    """Return a date of the city's form, 05/01/2014 12:00:00 AM or 01/14/2020; None if empty."""
    return datetime.strptime(text[:10], "%m/%d/%Y").date() if text else None  # noqa: DTZ007


@pytest.fixture(scope="module")
def reports():
    with REPORTS.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def built(house, reports):
    names = {each["PID"]: each["Project Name"] for each in reports}
    house.land(
        "registers",
        projects=[{"project_code": code, "name": name} for code, name in names.items()],
        milestones=[
            {
                "milestone_id": each["PID"],
                "project_code": each["PID"],
                "name": "Completion",
                "forecast_date": day(each["Forecast Completion"]),
                "observed_on": day(each["Date Reported As Of"]),
            }
            for each in reports
        ],
    )
    house.land(
        "finance",
        budgets=[
            {
                "project_code": each["PID"],
                "version": "forecast",
                "version_date": day(each["Date Reported As Of"]),
                "fiscal_period": f"{day(each['Date Reported As Of']):%Y-%m}",
                "cost_category": "total",
                "amount": Decimal(each["Budget Forecast"]),
                "currency": "USD",
            }
            for each in reports
            if each["Budget Forecast"]
        ],
    )
    house.build(AS_OF, "2019-05-01", base_currency="USD", country="US")
    return house


def claims(reports, value, change):
    """Return `change` by project and day, where the report and the one before give `value`."""
    found, last = {}, {}
    for each in sorted(reports, key=lambda report: day(report["Date Reported As Of"])):
        before = last.get(each["PID"])
        if before and before[value] and each[value] and each[change]:
            found[each["PID"], day(each["Date Reported As Of"])] = Decimal(each[change])
        last[each["PID"]] = each
    return found


def agreement(measured, claimed):
    """Return how many of the changes agree to the unit (the city rounds them), and of how many."""
    return sum(abs(measured[key] - value) <= 1 for key, value in claimed.items()), len(claimed)


def test_successive_forecasts_differ_by_what_the_city_says(built, reports):
    rows = built.rows(
        """
        select
            project_code,
            version_date,
            sum(amount) - lag(sum(amount)) over (
                partition by project_code order by version_date
            ) as change
        from marts.fct_budget
        where budget_version = 'forecast'
        group by project_code, version_date
        """
    )
    measured = {(row["project_code"], row["version_date"]): row["change"] for row in rows}
    claimed = claims(reports, "Budget Forecast", "Latest Budget Changes")

    assert agreement(measured, claimed) == (1775, 1779)


def test_successive_completions_differ_by_what_the_city_says(built, reports):
    rows = built.rows(
        "select project_code, observed_on, change_days from marts.fct_milestone_trend"
    )
    measured = {(row["project_code"], row["observed_on"]): row["change_days"] for row in rows}
    claimed = claims(reports, "Forecast Completion", "Latest Schedule Changes")

    assert agreement(measured, claimed) == (1762, 1766)


def test_every_project_with_a_forecast_has_a_slip_in_working_days(built, reports):
    # One forecast lies in 2108, where no calendar reaches: its slip in working days is unknown.
    latest = {}
    for each in sorted(reports, key=lambda report: day(report["Date Reported As Of"])):
        latest[each["PID"]] = day(each["Forecast Completion"])
    rows = built.rows("select * from marts.fct_milestone")

    assert {row["project_code"] for row in rows if row["slip_working_days"] is not None} == {
        code for code, completion in latest.items() if completion and completion.year <= LAST_YEAR
    }
    assert all(row["is_baseline_derived"] for row in rows)


def test_the_first_project_slipped_by_what_the_calendar_says(built):
    # PID 3: Tuesday 14 January 2020 first, Sunday 19 July in the next report: 187 days. 26 weeks to
    # Tuesday 14 July hold 130 working days; Wednesday to Friday are 3 more.
    [row] = built.rows(
        "select change_days, slip_working_days from marts.fct_milestone_trend "
        "where project_code = '3' and observed_on = date '2015-02-01'"
    )

    assert row == {"change_days": 187, "slip_working_days": 133}


def test_the_money_of_all_forecasts_is_conserved(built, reports):
    [row] = built.rows("select sum(amount) as total from marts.fct_budget")

    delivered = [Decimal(each["Budget Forecast"]) for each in reports if each["Budget Forecast"]]
    assert row["total"] == sum(amount.quantize(CENT) for amount in delivered)


def test_a_project_without_budget_or_baseline_has_no_earned_value(built):
    assert built.rows("select * from marts.fct_earned_value") == []


def test_the_report_dates_reach_back_to_the_first_report_of_the_city(built):
    [row] = built.rows("select min(as_of_date) as first from intermediate.int_report_dates")

    assert row["first"] >= date(2009, 10, 31)
