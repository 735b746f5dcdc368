"""HR's file of leave, for the department that keeps no register of capacity.

One of its data engineers goes on parental leave after the as-of month, and nobody has planned anew:
the person is over-allocated on two projects at every scale, and colleagues of the role are free.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from demo.organisation.calendars import mondays
from demo.organisation.files import Row
from demo.organisation.pools import PEOPLE
from demo.organisation.storylines import DIGITAL, ON_LEAVE
from demo.organisation.workload import HORIZON, is_on_vacation
from demo.plan import Person, Plan

FRIDAY = timedelta(days=4)
PARENTAL_LEAVE = timedelta(weeks=7)


def is_kept(person: Person) -> bool:
    """Return whether HR's file speaks of a person, instead of the register of capacity."""
    return person.department == DIGITAL


def leave(plan: Plan) -> Iterator[Row]:
    """Yield whole weeks of vacation, and the parental leave that begins after the as-of month."""
    begins = plan.horizon + timedelta(days=7 - plan.horizon.weekday())
    for number, person in enumerate(plan.people):
        if not is_kept(person):
            continue
        for monday in mondays(plan.start, plan.as_of + HORIZON):
            if is_on_vacation(plan, person, monday):
                yield _row(person, monday, monday + FRIDAY, "vacation")
        if number % len(PEOPLE) == ON_LEAVE:
            yield _row(person, begins, begins + PARENTAL_LEAVE + FRIDAY, "parental")


def _row(person: Person, first: date, last: date, kind: str) -> Row:
    return {
        "leave_id": f"LV-{person.person_id}-{first:%Y%m%d}-{kind}",
        "person_id": person.person_id,
        "starts_on": first,
        "ends_on": last,
        "day_share": None,
        "kind": kind,
    }
