"""The day of an instant: landed instants are UTC, days are the organisation's."""

from pmo.time_zones import utc_offsets


def local_day(instant: str, zone: str) -> str:
    """Return SQL of the day of `zone` on which an instant falls, as the models' macro tells it.

    `instant` is SQL of a timestamp with time zone; the session's time zone must be UTC.
    """
    (_, first), *later = utc_offsets(zone)
    changes = "".join(
        f" when {instant} >= timestamptz '{since}+00' then {seconds}"
        for since, seconds in reversed(later)
    )
    seconds = f"case{changes} else {first} end" if changes else first
    return f"cast(cast({instant} as timestamp) + to_seconds({seconds}) as date)"


def local_day_macro(zone: str) -> str:
    """Return the statement that creates the scratch macro `local_day(instant)`, a day in `zone`."""
    return f"create or replace temp macro local_day(instant) as {local_day('instant', zone)}"
