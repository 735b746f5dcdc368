"""What an hour of each role costs, and what a foreign currency is worth, with their histories."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from math import pi, sin

from demo.organisation.calendars import mondays
from demo.organisation.files import Row
from demo.organisation.money import cents
from demo.organisation.pools import ROLE_RATES, UNITS_PER_EUR
from demo.plan import Plan

YEARLY_RISE = Decimal("1.03")
# Rates of exchange are needed for budgets that were estimated before the history begins.
FX_LEAD = timedelta(days=120)


def rates(plan: Plan) -> Iterator[Row]:
    """Yield hourly costs per role, with a step each 1 January, and of people paid otherwise."""
    years = range(plan.start.year, plan.as_of.year + 1)
    for role, cost in ROLE_RATES.items():
        for number, year in enumerate(years):
            first = plan.start if number == 0 else date(year, 1, 1)
            if first <= plan.as_of:
                yield _rate("", role, first, cents(cost * YEARLY_RISE**number), "EUR")
    yield _rate("P0009", "", plan.start, Decimal("112.00"), "EUR")
    yield _rate("P0009", "", date(plan.as_of.year, 1, 1), Decimal("118.00"), "EUR")
    yield _rate("P0004", "", plan.start, Decimal("89.50"), "USD")
    yield _rate("P0012", "", plan.start, Decimal("675.00"), "CNY")


def fx_rates(plan: Plan) -> Iterator[Row]:
    """Yield a rate to EUR for each Monday and currency: slow waves of 1.5 % and weekly noise."""
    for currency, units in UNITS_PER_EUR.items():
        if currency == "EUR":
            continue
        rng = plan.rng(f"fx {currency}")
        phase = rng.uniform(0, 2 * pi)
        for week, day in enumerate(mondays(plan.start - FX_LEAD, plan.as_of)):
            drift = 1 + 0.015 * sin(phase + week / 9) + rng.normal(0, 0.002)
            yield {
                "date": day,
                "from_currency": currency,
                "to_currency": "EUR",
                "rate": (Decimal(str(round(drift, 6))) / units).quantize(Decimal("0.000001")),
            }


def _rate(person_id: str, role: str, day: date, cost: Decimal, currency: str) -> Row:
    return {
        "person_id": person_id or None,
        "role": role or None,
        "valid_from": day,
        "hourly_cost": cost,
        "currency": currency,
    }
