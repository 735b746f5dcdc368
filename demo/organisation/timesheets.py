"""Timesheets of those who do not use Jira: one file a half-year, hours in quarters of an hour."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from demo.organisation.calendars import working_days
from demo.organisation.files import Row
from demo.organisation.money import begun
from demo.organisation.registers_people import hours
from demo.plan import Person, Plan, Project, month_end

ACTIVITIES = {
    "Technician": ("Assembly", "Commissioning", "Measurement", "Documentation"),
    "Process Engineer": ("Commissioning", "Process analysis", "Documentation"),
    "Project Manager": ("Coordination", "Supplier visit", "Reporting"),
    "Buyer": ("采购谈判", "供应商审核", "订单跟踪"),
}
MAX_DAY_HOURS = 9.0


def halves(plan: Plan) -> list[tuple[str, date, date]]:
    """Return (name, first day, last day) of the half-years up to the day before the as-of day."""
    found = []
    first = plan.start.replace(month=1 if plan.start.month <= 6 else 7)
    while first < plan.as_of:
        half = 1 if first.month == 1 else 2
        last = month_end(first.replace(month=6 * half))
        found.append((f"{first.year}-H{half}", max(first, plan.start), last))
        first = last + timedelta(days=1)
    yesterday = plan.as_of - timedelta(days=1)
    return [(name, start, min(end, yesterday)) for name, start, end in found]


def entries_between(first: date, last: date) -> Callable[[Plan], Iterator[Row]]:
    """Return the generator of one file's rows, ordered by project, person and day."""

    def entries(plan: Plan) -> Iterator[Row]:
        for project in begun(plan):
            if project.timesheet_share:
                yield from _of_project(plan, project, first, last)

    return entries


def _of_project(plan: Plan, project: Project, first: date, last: date) -> Iterator[Row]:
    team = [
        (plan.person(person_id), share)
        for person_id, share in zip(project.team, project.team_shares, strict=True)
        if not plan.person(person_id).uses_jira
    ]
    for person, share in team:
        # A share of the project's hours: the calendar of work is that of the earned-value curve.
        for begin, end in pairwise(_month_starts(max(first, project.start), last)):
            due = (project.actual_hours(end) - project.actual_hours(begin)) * share
            yield from _month(project, person, (begin, end - timedelta(days=1)), due)


def _month(project: Project, person: Person, days: tuple[date, date], due: float) -> Iterator[Row]:
    """Yield full days, spread over the month, until the hours that are due are used up."""
    workdays = working_days(person.country, *days)
    activities = ACTIVITIES[person.role]
    if not workdays or due < 0.25:
        return
    daily = min(MAX_DAY_HOURS, max(4.0, due / len(workdays)))
    count = min(len(workdays), max(1, round(due / daily)))
    for number in range(count):
        day = workdays[number * len(workdays) // count]
        worked = hours(min(MAX_DAY_HOURS, due / count))
        yield {
            "entry_id": f"TS-{person.person_id}-{project.project_code}-{day:%Y%m%d}",
            "person_id": person.person_id,
            "issue_key": None,
            "project_code": project.project_code,
            "work_date": day,
            "hours": worked,
            "billable_hours": worked if project.programme == "Connected Products" else hours(0),
            "account": f"ACC-{project.project_code}",
            "activity": activities[number % len(activities)],
            "description": f"{activities[number % len(activities)]}, {project.name}",
            "approval_status": "approved",
            "updated_at": _approved(day, days[1]),
        }


def _approved(day: date, last: date) -> str:
    """Return when the row was last touched: the Friday of its week, but not after `last`."""
    friday = day + timedelta(days=max(0, 4 - day.weekday()))
    return datetime.combine(min(friday, last), time(17, 30), tzinfo=UTC).isoformat()


def _month_starts(first: date, last: date) -> list[date]:
    """Return `first`, every first of a month after it, and the day after `last` (or nothing)."""
    if first > last:
        return []
    starts, day = [first], month_end(first) + timedelta(days=1)
    while day <= last:
        starts.append(day)
        day = month_end(day) + timedelta(days=1)
    return [*starts, last + timedelta(days=1)]
