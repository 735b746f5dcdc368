"""Land the public holidays of every country in use, as a library knows them.

The rows are landed anew, all of them, whenever a country, the year or the library has changed; of
a country the newest batch counts. The register `holidays` is asked first, so what the library says
wrongly, or does not know, is mended there.
"""

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.dataset as ds

from extractors.landing import BatchWriter, Landing
from extractors.registers.tables import PEOPLE, PUBLIC_HOLIDAYS, SOURCE
from pmo.calendar_years import FIRST_YEAR
from pmo.manifests import live_files
from pmo.settings import Settings

log = logging.getLogger(__name__)

STATE = "/public_holidays"  # no path of a file begins like this
YEARS_AHEAD = 5


def land_public_holidays(settings: Settings, landing: Landing, writer: BatchWriter) -> None:
    """Write the holidays into a batch that is open, unless they landed before.

    Countries are the organisation's and those of the people that have landed; one that the library
    does not know has the holidays of the register only, and a line in the log.
    """
    if writer.rows(PEOPLE.table):
        writer.checkpoint()  # whose countries are read from what is committed
    codes = {_code(settings.organisation.country), *countries_of_people(landing.root)}
    last_year = landing.clock.today().year + YEARS_AHEAD
    rows = list(public_holidays(sorted(codes), FIRST_YEAR, last_year))
    digest = hashlib.sha256(json.dumps(rows, default=str).encode()).hexdigest()
    if writer.watermark_before.get(STATE, {}).get("sha256") == digest:
        return
    writer.write(PUBLIC_HOLIDAYS, rows)
    writer.watermark_after[STATE] = {"sha256": digest}


def countries_of_people(landing: Path) -> set[str]:
    """Return the codes of every country that the register of people has named."""
    files = [str(path) for path in live_files(landing, SOURCE, PEOPLE.name)]
    table = ds.dataset(files, schema=PEOPLE.table.schema).to_table(columns=["country"])
    return {_code(each) for each in pc.unique(table["country"]).to_pylist() if each}


def public_holidays(codes: Iterable[str], first: int, last: int) -> Iterator[dict[str, Any]]:
    """Yield a row per country and day that is off, or worked though it is a weekend.

    A code is ISO 3166-1 (`DE`), or 3166-2 for a part of a country (`DE-BY`). Holidays of a weekend
    are named too.
    """
    from holidays import country_holidays

    for code in codes:
        country, _, part = code.partition("-")
        try:
            days = country_holidays(country, subdiv=part or None, years=range(first, last + 1))
        # How the library says that it does not know a country or a part of one (the first), or
        # that a word is something else to it, such as THAI or BANK (the second).
        except (NotImplementedError, TypeError):
            log.warning(
                "no public holidays are known of %r: write a code such as DE or DE-BY, or keep "
                "its days off in the register `holidays`",
                code,
            )
            continue
        # The library names such days of every year that it knows, also beyond those asked for.
        worked = {day for day in days.weekend_workdays if first <= day.year <= last}
        for day in sorted({*days, *worked}):
            is_working_day = day in worked
            name = None if is_working_day else days[day]
            yield {"country": code, "date": day, "name": name, "is_working_day": is_working_day}


def _code(country: str) -> str:
    return country.strip().upper()
