"""Published earned-value tables, reproduced from inputs that go the whole way through the models.

"Revamp check-in" is a real project (Vandevoorde & Vanhoucke 2006, IJPM 24:289-302): 9 months
planned, 13 needed; amounts in thousands. The EIA-748 cases are single status dates.
"""

from calendar import monthrange
from datetime import date
from decimal import Decimal

import pytest

FIRST_MONTH = (2025, 1)
REVAMP = {
    "ac": "25.567 66.293 78.293 124.073 191.367 259.845 285.612 290.843 303.489 316.431 320.690 "
    "336.756 349.379",
    "ev": "25.645 68.074 89.135 125.244 198.754 268.763 292.469 306.725 312.864 327.694 338.672 "
    "349.861 360.738",
    "pv": "28.975 81.681 91.681 138.586 218.141 302.478 323.632 345.876 360.738 360.738 360.738 "
    "360.738 360.738",
}
PUBLISHED = {
    "sv": (
        "-3.330 -13.607 -2.546 -13.342 -19.387 -33.715 -31.163 -39.151 -47.874 -33.044 -22.066 "
        "-10.877 0",
        3,
    ),
    "spi": (".8851 .8334 .9722 .9037 .9111 .8885 .9037 .8868 .8673 .9084 .9388 .9698 1", 4),
    "cv": (".078 1.781 10.842 1.171 7.387 8.918 6.857 15.882 9.375 11.263 17.982 13.105 11.359", 3),
    "cpi": (
        "1.0031 1.0269 1.1385 1.0094 1.0386 1.0343 1.0240 1.0546 1.0309 1.0356 1.0561 1.0389 "
        "1.0325",
        4,
    ),
    "earned_schedule": (
        ".8851 1.7418 2.7454 3.7156 4.7563 5.6002 5.8813 6.2008 6.4910 7.1826 7.6761 8.2681 9",
        4,
    ),
    "spi_t": (".8851 .8709 .9151 .9289 .9513 .9334 .8402 .7751 .7212 .7183 .6978 .6890 .6923", 4),
    "forecast_duration_rest_as_planned": (
        "9.1149 9.2582 9.2546 9.2844 9.2437 9.3998 10.1187 10.7992 11.5090 11.8174 12.3239 "
        "12.7319 13",
        4,
    ),
    "forecast_duration": (
        "10.1686 10.3339 9.8346 9.6890 9.4611 9.6425 10.7119 11.6115 12.4789 12.5303 12.8971 "
        "13.0622 13",
        4,
    ),
    "forecast_duration_cpi_spi_t": (
        "10.1408 10.1159 9.0033 9.6358 9.2953 9.5216 10.6249 11.4245 12.3746 12.4433 12.7964 "
        "13.0224 13",
        4,
    ),
    "forecast_duration_jacob": (
        "9.1149 9.3332 9.0833 9.3851 9.4444 9.6688 9.6740 9.9055 10.1944 10.9160 11.6729 "
        "12.3618 13",
        4,
    ),
    "forecast_duration_anbari": (
        "9.0831 9.3395 9.0635 9.3329 9.4837 9.8412 9.7775 9.9768 10.1944 9.8244 9.5505 9.2714 9",
        4,
    ),
    "eac_cpi": (
        "359.641 351.300 316.859 357.365 347.331 348.768 352.280 342.059 349.928 348.339 341.584 "
        "347.226 349.379",
        3,
    ),
    "tcpi": (
        ".9998 .9940 .9616 .9951 .9564 .9116 .9087 .7728 .8362 .7458 .5510 .4535 0",
        4,
    ),
}
# name: PV, EV, AC, BAC | SPI, CPI, EAC1, EAC2, ETC, VAC, TCPI
EIA_748 = {
    "healthy": "100000 110000 95000 500000 | 1.10 1.16 431818.18 485000 336818.18 68181.82 .96",
    "troubled": "200000 150000 225000 1000000 | .75 .67 1500000 1075000 1275000 -500000 1.10",
    "early": "10000 8000 9000 500000 | .80 .89 562500 501000 553500 -62500 1.00",
    "near end": "450000 480000 460000 500000 | 1.07 1.04 479166.67 480000 19166.67 20833.33 .50",
    "on plan": "250000 250000 250000 1000000 | 1 1 1000000 1000000 750000 0 1",
    "recovery": "300000 270000 260000 1000000 | .90 1.04 962962.96 990000 702962.96 37037.04 .99",
}
EIA_COLUMNS = ("spi", "cpi", "eac_cpi", "eac_remaining_budget", "etc", "vac", "tcpi")
STATUS_DATE = date(2026, 1, 31)


def month_end(number):
    """Return the end of the project's month `number`, counted from 1."""
    year, month = divmod(FIRST_MONTH[0] * 12 + FIRST_MONTH[1] - 1 + number - 1, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])


def decimals(text):
    return [Decimal(each) for each in text.split()]


def steps(values):
    return [value - before for before, value in zip([Decimal(0), *values], values, strict=False)]


def posting(document, day, code, amount):
    return {
        "document_id": document,
        "line": "1",
        "posting_date": day,
        "project_code": code,
        "cost_category": "services",
        "amount": amount,
        "currency": "EUR",
    }


def planned(code, day, value):
    return {
        "project_code": code,
        "baseline_version": "B1",
        "effective_from": date(2025, 1, 1),
        "period_end": day,
        "planned_value": value,
        "currency": "EUR",
    }


def revamp(code, months_known):
    """Return the tables of the check-in project: one milestone a month, worth what it earned."""
    pv, ev, ac = (decimals(REVAMP[name]) for name in ("pv", "ev", "ac"))
    baselines = [planned(code, month_end(n), 1000 * v) for n, v in enumerate(pv, 1)]
    actuals = [
        posting(f"{code}{n}", month_end(n), code, 1000 * v)
        for n, v in enumerate(steps(ac)[:months_known], 1)
    ]
    milestones = []
    for number, weight in enumerate(steps(ev), 1):
        common = {"milestone_id": f"{code}{number}", "project_code": code}
        common |= {"name": f"Month {number}", "weight": weight, "baseline_date": month_end(number)}
        reached = {"actual_date": month_end(number), "observed_on": month_end(number)}
        milestones.append(common | {"observed_on": date(2025, 1, 1)})
        if number <= months_known:
            milestones.append(common | reached)
    return baselines, actuals, milestones


def eia_748():
    """Return the tables of the six cases, every second one reporting progress in percent."""
    baselines, actuals, progress = [], [], []
    for place, (name, line) in enumerate(EIA_748.items()):
        pv, ev, ac, bac = decimals(line.split("|")[0])
        baselines += [planned(name, STATUS_DATE, pv), planned(name, date(2026, 12, 31), bac)]
        actuals.append(posting(name, STATUS_DATE, name, ac))
        percent = ev / bac * (100 if place % 2 else 1)
        progress.append({"project_code": name, "as_of": STATUS_DATE, "percent_complete": percent})
    return baselines, actuals, progress


@pytest.fixture(scope="module")
def built(house):
    whole, half = revamp("REVAMP", 13), revamp("IN FLIGHT", 6)
    more_baselines, more_actuals, progress = eia_748()
    start = {"start_baseline": date(2025, 1, 1), "status": "active", "currency": "EUR"}
    projects = [{"project_code": n, "ev_method": "milestones"} for n in ("REVAMP", "IN FLIGHT")]
    projects += [{"project_code": n, "ev_method": "manual"} for n in EIA_748]
    house.land(
        "registers",
        projects=[start | project | {"name": project["project_code"]} for project in projects],
        baselines=whole[0] + half[0] + more_baselines,
        milestones=whole[2] + half[2],
        progress=progress,
    )
    house.land("finance", actuals=whole[1] + half[1] + more_actuals)
    # The published costs are whole: labour is in them.
    house.build("2026-01-31", "2026-01-24", labour_in_ledger=True)
    return house


def measured(house, code, column, digits):
    """Return a column of a project by month, in thousands where it is money."""
    rows = house.rows(
        f"select {column} as value from marts.fct_earned_value "
        "where project_code = ? and is_period_end order by as_of_date",
        code,
    )
    return [round(float(row["value"]) / (1000 if digits == 3 else 1), digits) for row in rows]


@pytest.mark.parametrize("column", PUBLISHED)
def test_a_real_project_is_measured_as_published(built, column):
    text, digits = PUBLISHED[column]
    published = [float(value) for value in decimals(text)]

    assert measured(built, "REVAMP", column, digits) == published
    # Nothing that came later may have moved what a project under way was told in its sixth month.
    assert measured(built, "IN FLIGHT", column, digits)[:6] == published[:6]


def test_behind_plan_the_schedule_variance_is_negative(built):
    # A public README has it as planned value − earned value: 3.330 after the first month.
    assert measured(built, "REVAMP", "sv", 3)[0] == -3.330


def test_the_value_planned_a_month_is_the_plans_and_not_what_the_money_bought(built):
    # A public workbook divides the variance by BAC / final AC = 1.0325 instead of BAC / PD =
    # 40.082: 9 + 3.330 / 1.0325 = 12.2252 months after the first one.
    assert measured(built, "REVAMP", "forecast_duration_anbari", 4)[0] == 9.0831


def test_earned_duration_grows_with_the_time_that_a_late_project_takes(built):
    # A public workbook leaves out max(PD, AD): 9 months, when the project had taken 13.
    assert measured(built, "REVAMP", "forecast_duration_jacob", 4)[-1] == 13


def test_lateness_is_told_in_months_where_value_says_all_is_well(built):
    # SPI ends at 1 though 13 months were needed for 9: SV(t) = 9 − 13.
    assert measured(built, "REVAMP", "spi", 4)[-1] == 1
    assert measured(built, "REVAMP", "sv_t", 4)[-1] == -4


def test_the_plan_ends_when_its_value_is_reached_not_when_its_rows_end(built):
    [row] = built.rows(
        "select planned_duration, baseline_finish_date, forecast_finish_date "
        "from marts.fct_earned_value where project_code = 'REVAMP' and is_current"
    )

    assert row == {
        "planned_duration": 9,
        "baseline_finish_date": date(2025, 9, 30),
        "forecast_finish_date": date(2026, 1, 31),
    }


def test_planned_value_between_period_ends_is_linear(built):
    # The last report fell on 24 January 2026: 24/31 of the month in which the plan of `early`
    # goes from 0 (13 months of one period: 10,000) to its first value.
    [row] = built.rows(
        "select pv from marts.fct_earned_value "
        "where project_code = 'early' and as_of_date = date '2026-01-24'"
    )

    assert row["pv"] == round(Decimal(10000) * (12 + Decimal(24) / 31) / 13, 2)


@pytest.mark.parametrize("name", EIA_748)
def test_a_case_of_eia_748_is_measured_as_published(built, name):
    expected = decimals(EIA_748[name].split("|")[1])
    [row] = built.rows(
        f"select {', '.join(EIA_COLUMNS)} from marts.fct_earned_value "
        "where project_code = ? and as_of_date = ?",
        name,
        STATUS_DATE,
    )

    assert [round(float(row[column]), 2) for column in EIA_COLUMNS] == [float(v) for v in expected]
