"""When a report is due."""

from datetime import date

from pmo.runtime import Runtime
from reports.warehouse import Warehouse


def feedback_is_due(runtime: Runtime) -> bool:
    """Return whether no earlier day of the published month has a feedback report yet.

    The same day again is due again, so that a killed or repeated night writes what it should.
    """
    with Warehouse.open(runtime.home) as warehouse:
        as_of = warehouse.version.as_of
    folder = runtime.home.reports / "feedback"
    days = [date.fromisoformat(path.name) for path in folder.glob(f"{as_of:%Y-%m}-[0-9][0-9]")]
    return not any(day < as_of for day in days)
