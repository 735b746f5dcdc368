"""When a report is due."""

from datetime import date

from pmo.runtime import Runtime


def feedback_is_due(runtime: Runtime) -> bool:
    """Tell whether this is the month's first feedback report, or that same day's again."""
    today = runtime.clock.today()
    written = [
        date.fromisoformat(path.name)
        for path in (runtime.home.reports / "feedback").glob("????-??-??")
    ]
    return not any(
        day < today and (day.year, day.month) == (today.year, today.month) for day in written
    )
