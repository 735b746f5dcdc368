"""Days off and working days of the four countries, and the days on which registers were kept."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from demo.organisation.files import Row
from demo.plan import Plan

# Chinese New Year and the mid-autumn festival follow the moon; the years a demo may show.
_LUNAR = {
    2023: ((1, 22), (9, 29)),
    2024: ((2, 10), (9, 17)),
    2025: ((1, 29), (10, 6)),
    2026: ((2, 17), (9, 25)),
    2027: ((2, 6), (9, 15)),
    2028: ((1, 26), (10, 3)),
}

# Afternoons that a works agreement gives off in Germany.
HALF_DAYS = ((12, 24, "Heiligabend"), (12, 31, "Silvester"))


def holidays(plan: Plan) -> Iterator[Row]:
    """Yield the `holidays` register from the plan's first year to the year after today's."""
    for country in ("DE", "GB", "US", "CN"):
        for year in range(plan.start.year, plan.as_of.year + 2):
            for day, name in sorted(days_off(country, year).items()):
                yield {"country": country, "date": day, "name": name, "day_share": None}
    for year in range(plan.start.year, plan.as_of.year + 2):
        for month, number, name in HALF_DAYS:
            half = date(year, month, number)
            yield {"country": "DE", "date": half, "name": name, "day_share": Decimal("0.5")}


@cache
def days_off(country: str, year: int) -> dict[date, str]:
    """Return the public holidays of a country in a year, by date."""
    easter = _easter(year)
    friday, monday = easter - timedelta(days=2), easter + timedelta(days=1)
    if country == "DE":
        return {
            date(year, 1, 1): "Neujahr",
            friday: "Karfreitag",
            monday: "Ostermontag",
            date(year, 5, 1): "Tag der Arbeit",
            easter + timedelta(days=39): "Christi Himmelfahrt",
            easter + timedelta(days=50): "Pfingstmontag",
            date(year, 10, 3): "Tag der Deutschen Einheit",
            date(year, 12, 25): "Erster Weihnachtstag",
            date(year, 12, 26): "Zweiter Weihnachtstag",
        }
    if country == "GB":
        return {
            date(year, 1, 1): "New Year's Day",
            friday: "Good Friday",
            monday: "Easter Monday",
            _weekday(year, 5, 0, 1): "Early May bank holiday",
            _weekday(year, 8, 0, -1): "Summer bank holiday",
            date(year, 12, 25): "Christmas Day",
            date(year, 12, 26): "Boxing Day",
        }
    if country == "US":
        return {
            date(year, 1, 1): "New Year's Day",
            _weekday(year, 1, 0, 3): "Martin Luther King Jr. Day",
            _weekday(year, 5, 0, -1): "Memorial Day",
            date(year, 6, 19): "Juneteenth",
            date(year, 7, 4): "Independence Day",
            _weekday(year, 9, 0, 1): "Labor Day",
            _weekday(year, 11, 3, 4): "Thanksgiving Day",
            date(year, 12, 25): "Christmas Day",
        }
    return _chinese(year)


def is_working_day(country: str, day: date) -> bool:
    """Return whether people in `country` work on `day`."""
    return day.weekday() < 5 and day not in days_off(country, day.year)


def working_days(country: str, first: date, last: date) -> list[date]:
    """Return the working days from `first` to `last`, both included."""
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return [day for day in days if is_working_day(country, day)]


def mondays(first: date, last: date) -> Iterator[date]:
    """Yield the Monday of every week that touches the days from `first` to `last`."""
    day = first - timedelta(days=first.weekday())
    while day <= last:
        yield day
        day += timedelta(days=7)


def observation_days(plan: Plan) -> tuple[date, ...]:
    """Return the days on which registers were snapshot: each month end, and the as-of day."""
    ends = plan.month_ends()
    return ends if plan.as_of in ends else (*ends, plan.as_of)


def _chinese(year: int) -> dict[date, str]:
    spring, autumn = _LUNAR.get(year, ((2, 5), (9, 20)))
    first = date(year, *spring)
    festival = {first + timedelta(days=offset): "春节" for offset in range(-1, 7)}
    national = {date(year, 10, day): "国庆节" for day in range(1, 8)}
    return {
        date(year, 1, 1): "元旦",
        date(year, 4, 5): "清明节",
        date(year, 5, 1): "劳动节",
        date(year, *autumn): "中秋节",
        **festival,
        **national,
    }


def _weekday(year: int, month: int, weekday: int, number: int) -> date:
    """Return the `number`-th (from 1, or -1 the last) `weekday` (0 Monday) of a month."""
    if number < 0:
        following = date(year + month // 12, month % 12 + 1, 1)
        last = following - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _easter(year: int) -> date:
    """Return Easter Sunday (the Gregorian computus of Meeus, Jones and Butcher)."""
    century = year // 100
    epact = (19 * (year % 19) + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    epact -= (epact // 28) * (1 - (29 // (epact + 1)) * ((21 - year % 19) // 11))
    weekday = (year + year // 4 + epact + 2 - century + century // 4) % 7
    offset = epact - weekday
    month = 3 + (offset + 40) // 44
    return date(year, month, offset + 28 - 31 * (month // 4))
