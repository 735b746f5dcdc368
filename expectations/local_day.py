"""The day of an instant: landed instants are UTC, periods end with the organisation's days."""

from pmo.time_zones import utc_offsets


def local_day(zone: str) -> str:
    """Return the statement that creates the scratch macro `local_day(instant)`, a day in `zone`."""
    (_, first), *later = utc_offsets(zone)
    changes = "".join(
        f" when instant >= timestamptz '{since}+00' then {seconds}"
        for since, seconds in reversed(later)
    )
    seconds = f"case{changes} else {first} end" if changes else first
    return (
        "create or replace temp macro local_day(instant) as "
        f"cast(cast(instant as timestamp) + to_seconds({seconds}) as date)"
    )
