"""The years that the warehouse's calendar holds; `int_calendar_days` has the same."""

FIRST_YEAR = 1990
LAST_YEAR = 2050
