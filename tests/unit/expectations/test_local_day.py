"""An instant falls on a day of the organisation's time zone, whatever DuckDB knows of zones."""

from datetime import UTC, date, datetime

import duckdb
import pytest

from expectations.local_day import local_day


@pytest.mark.parametrize(
    ("zone", "instant", "day"),
    [
        ("UTC", datetime(2026, 6, 30, 23, 59, tzinfo=UTC), date(2026, 6, 30)),
        # Summer and winter time in Berlin begin at 01:00 UTC; midnight is at 22:00 and at 23:00.
        ("Europe/Berlin", datetime(2026, 6, 30, 21, 59, tzinfo=UTC), date(2026, 6, 30)),
        ("Europe/Berlin", datetime(2026, 6, 30, 22, 0, tzinfo=UTC), date(2026, 7, 1)),
        ("Europe/Berlin", datetime(2026, 12, 30, 22, 0, tzinfo=UTC), date(2026, 12, 30)),
        ("Europe/Berlin", datetime(2026, 12, 30, 23, 0, tzinfo=UTC), date(2026, 12, 31)),
        ("Asia/Tokyo", datetime(2026, 6, 30, 15, 0, tzinfo=UTC), date(2026, 7, 1)),
        ("America/New_York", datetime(2026, 7, 1, 3, 59, tzinfo=UTC), date(2026, 6, 30)),
    ],
)
def test_an_instant_falls_on_the_day_of_the_zone(zone, instant, day):
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        query = f"select {local_day('told', zone)} from (select $1::timestamptz as told)"
        assert connection.execute(query, [instant]).fetchone() == (day,)
