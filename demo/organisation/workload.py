"""Who is planned where, week by week: the hours that capacity, allocations and timesheets share."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from demo.organisation.calendars import is_working_day, mondays
from demo.organisation.money import begun
from demo.plan import Person, Plan, Project

HOURS_PER_DAY = 8
# How far ahead of the as-of day resource managers plan.
HORIZON = timedelta(weeks=13)
VACATION_SHARE = 0.4  # of the people take a given week of the holiday season off


@dataclass(frozen=True)
class Assignment:
    """A person's planned hours on a project in the week that begins on `monday`."""

    person: Person
    project: Project
    monday: date
    hours: float


def weekly_hours(project: Project, monday: date) -> float:
    """Return the hours that the whole team works on a project in a week."""
    return project.actual_hours(monday + timedelta(days=7)) - project.actual_hours(monday)


def assignments(plan: Plan) -> Iterator[Assignment]:
    """Yield every person's planned hours per project and week, up to the planning horizon."""
    for project in begun(plan):
        last = min(plan.as_of + HORIZON, project.finish_actual or plan.as_of + HORIZON)
        for monday in mondays(project.start, last):
            hours = weekly_hours(project, monday)
            if hours <= 0:
                continue
            for person_id, share in zip(project.team, project.team_shares, strict=True):
                yield Assignment(plan.person(person_id), project, monday, hours * share)


def capacity_hours(person: Person) -> float:
    """Return the contracted hours of a full week."""
    return 5 * HOURS_PER_DAY * person.employment_fraction


def absence_hours(plan: Plan, person: Person, monday: date) -> float:
    """Return a week's hours lost to public holidays, and to leave in summer and at new year."""
    days = [monday + timedelta(days=offset) for offset in range(5)]
    off = sum(not is_working_day(person.country, day) for day in days)
    if is_on_vacation(plan, person, monday):
        off = 5
    return off * HOURS_PER_DAY * person.employment_fraction


def is_on_vacation(plan: Plan, person: Person, monday: date) -> bool:
    """Return whether a person is off for the whole week, in summer or at new year."""
    is_season = monday.month == 8 or (monday.month == 12 and monday.day > 14)
    drawn = plan.rng(f"leave {person.person_id} {monday}")
    return is_season and bool(drawn.random() < VACATION_SHARE)
