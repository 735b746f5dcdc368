"""What a re-baseline, an actual finish, foreign money and labour do, from landed files to marts."""

from datetime import date
from decimal import Decimal

import pytest

AS_OF, PREVIOUS = "2025-05-31", "2025-05-24"
FEBRUARY_15 = date(2025, 2, 15)


def project(code, **columns):
    return {
        "project_code": code,
        "name": code,
        "start_baseline": date(2025, 1, 1),
        "ev_method": "manual",
        "status": "active",
        "currency": "EUR",
        **columns,
    }


def plan(code, version, effective, values, currency="EUR"):
    """Return a baseline with one cumulative value a month end of 2025, from January on."""
    ends = [date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30)]
    return [
        {
            "project_code": code,
            "baseline_version": version,
            "effective_from": effective,
            "period_end": end,
            "planned_value": Decimal(value),
            "currency": currency,
        }
        for end, value in zip(ends, values, strict=False)
    ]


def done(code, day, share):
    return {"project_code": code, "as_of": day, "percent_complete": Decimal(share)}


def posting(document, day, code, amount, currency="EUR", **columns):
    return {
        "document_id": document,
        "line": "1",
        "posting_date": day,
        "project_code": code,
        "cost_category": "services",
        "amount": Decimal(amount),
        "currency": currency,
        **columns,
    }


FIRST_PLANS = [
    *plan("REPLANNED", "B1", date(2025, 1, 1), [100, 200, 300]),
    *plan("FINISHED", "B1", date(2025, 1, 1), [100, 200]),
    *plan("DOLLARS", "B1", date(2025, 1, 1), [1000, 2000], "USD"),
    *plan("CROWNS", "B1", date(2025, 1, 1), [1000, 2000], "SEK"),
]
SECOND_PLAN = plan("REPLANNED", "B2", FEBRUARY_15, [100, 150, 250, 400])
HISTORY = "select * from marts.fct_earned_value where as_of_date < date '2025-02-15' order by all"


@pytest.fixture(scope="module")
def before_replanning(house):
    """Return what was published of the days before the re-baseline, when nobody knew of it."""
    house.land(
        "registers",
        projects=[
            project("REPLANNED"),
            project("FINISHED", finish_actual=date(2025, 3, 31), status="closed"),
            project("DOLLARS"),
            project("CROWNS"),
        ],
        baselines=FIRST_PLANS,
        progress=[
            done("REPLANNED", date(2025, 1, 31), "0.25"),
            done("REPLANNED", date(2025, 2, 28), "0.5"),
            done("FINISHED", date(2025, 3, 31), "1"),
            done("DOLLARS", date(2025, 1, 31), "0.5"),
        ],
        people=[{"person_id": "E1", "name": "Ada"}],
    )
    house.land(
        "finance",
        fx_rates=[
            {"date": day, "from_currency": "USD", "to_currency": "EUR", "rate": Decimal(rate)}
            for day, rate in ((date(2025, 1, 1), "0.90"), (date(2025, 2, 1), "0.80"))
        ],
        actuals=[
            posting("D1", date(2025, 1, 31), "DOLLARS", "33.33", "USD"),
            posting("D2", date(2025, 2, 1), "DOLLARS", "100.00", "USD"),
            posting("D3", date(2025, 2, 1), "DOLLARS", "5.00", "SEK"),
            posting("D4", date(2025, 2, 1), "NOBODY", "7.00"),
            posting("D5", date(2025, 2, 1), "DOLLARS", "999.00", is_labour=True),
        ],
        rates=[
            {
                "person_id": "E1",
                "valid_from": day,
                "hourly_cost": Decimal(cost),
                "currency": "USD",
            }
            for day, cost in ((date(2025, 1, 1), "50"), (date(2025, 3, 1), "60"))
        ],
    )
    house.land(
        "timesheets",
        entries=[
            {
                "entry_id": str(place),
                "person_id": "E1",
                "project_code": "DOLLARS",
                "work_date": day,
                "hours": Decimal(hours),
            }
            for place, (day, hours) in enumerate(
                ((date(2025, 1, 10), "2"), (date(2025, 2, 28), "1.5"), (date(2025, 3, 1), "1.5"))
            )
        ],
    )
    house.build(AS_OF, PREVIOUS)
    return house.rows(HISTORY)


@pytest.fixture(scope="module")
def built(house, before_replanning):
    house.land("registers", baselines=FIRST_PLANS + SECOND_PLAN)
    house.build(AS_OF, PREVIOUS)
    return house


def measured(house, code, columns):
    """Return `columns` of a project by month end."""
    rows = house.rows(
        f"select as_of_date, {columns} from marts.fct_earned_value "
        "where project_code = ? and is_period_end order by as_of_date",
        code,
    )
    return {f"{row.pop('as_of_date'):%b}": tuple(row.values()) for row in rows}


def test_a_new_baseline_leaves_history_as_it_was_reported(built, before_replanning):
    assert len(before_replanning) == 4
    assert built.rows(HISTORY) == before_replanning


def test_from_its_day_on_the_new_baseline_counts(built):
    # February: B2 plans 150 of 400; 50 % done is 200, which B2 plans for half way through March.
    assert measured(built, "REPLANNED", "baseline_version, pv, bac, ev, earned_schedule") == {
        "Jan": ("B1", 100, 300, 75, 0.75),
        "Feb": ("B2", 150, 400, 200, 2.5),
        "Mar": ("B2", 250, 400, 200, 2.5),
        "Apr": ("B2", 400, 400, 200, 2.5),
        "May": ("B2", 400, 400, 200, 2.5),
    }


def test_the_clock_of_a_finished_project_stands_still(built):
    # Two months planned, three needed: 2/3 on the day it ended and on every day since.
    rows = measured(built, "FINISHED", "actual_time, spi_t, forecast_finish_date")

    assert rows["Mar"] == rows["May"] == (3, 0.666667, date(2025, 3, 31))


def test_nothing_is_earned_where_nothing_was_measured_yet(built):
    assert measured(built, "FINISHED", "ev, spi, eac_cpi, spi_t")["Feb"] == (None,) * 4


def test_a_foreign_plan_is_worth_what_it_was_when_it_took_effect(built):
    rows = measured(built, "DOLLARS", "pv, bac, ev")

    assert rows["Jan"] == (900, 1800, 900)
    assert rows["Feb"] == (1800, 1800, 900)


def test_cost_is_postings_at_their_day_and_hours_at_the_rate_of_theirs(built):
    # January: 33.33 × 0.9 = 30.00 and 2 h × 50 × 0.9 = 90. February: 100 × 0.8 and 1.5 h × 50 × 0.8
    # = 60. March: 1.5 h × 60 × 0.8 = 72. The crowns have no rate; labour comes from the hours.
    assert measured(built, "DOLLARS", "ac, ac_unpriced_count") == {
        "Jan": (Decimal("120.00"), 0),
        "Feb": (Decimal("260.00"), 1),
        "Mar": (Decimal("332.00"), 1),
        "Apr": (Decimal("332.00"), 1),
        "May": (Decimal("332.00"), 1),
    }


def test_a_plan_without_exchange_rate_is_listed_and_not_guessed(built):
    assert measured(built, "CROWNS", "pv, bac, ev, spi, percent_planned")["Feb"] == (None,) * 5


def test_money_on_an_unknown_code_is_kept_under_unallocated(built):
    assert built.rows(
        "select project_code, source_project_code, base_amount from marts.fct_cost "
        "where is_unallocated"
    ) == [{"project_code": "UNALLOCATED", "source_project_code": "NOBODY", "base_amount": 7}]


def test_labour_kept_in_the_ledger_is_not_counted_again_from_timesheets(built):
    built.build(AS_OF, PREVIOUS, labour_in_ledger=True)

    # 30 + 80 + 999, and no hours.
    assert measured(built, "DOLLARS", "ac")["May"] == (Decimal("1109.00"),)
