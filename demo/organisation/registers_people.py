"""Registers of people: who they are, their hours, what they are planned on and can do."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from demo.organisation.calendars import mondays
from demo.organisation.files import Row
from demo.organisation.leave import is_kept
from demo.organisation.skills import COURSES, ROLE_SKILLS
from demo.organisation.workload import (
    HORIZON,
    absence_hours,
    assignments,
    capacity_hours,
    weekly_hours,
)
from demo.plan import Person, Plan, Project, month_end

# A role that the proposed project asks for and nobody has, and its hours beside those of the team.
MISSING_ROLE, MISSING_SHARE = "UX Designer", 0.5
QUARTER_HOUR = Decimal("0.25")


def people(plan: Plan) -> Iterator[Row]:
    """Yield the staff list."""
    for person in plan.people:
        yield {
            "person_id": person.person_id,
            "name": person.name,
            "jira_account_id": person.account_id or None,
            "email": person.email,
            "department": person.department,
            "role": person.role,
            "grade": person.grade,
            "employment_fraction": Decimal(str(person.employment_fraction)),
            "country": person.country,
            "active_from": plan.start - timedelta(days=200),
            "active_to": None,
        }


def capacity(plan: Plan) -> Iterator[Row]:
    """Yield contracted and absent hours of a week, up to the planning horizon.

    Nothing of those whose leave HR keeps: their hours follow from calendar, contract and leave.
    """
    for person in plan.people:
        if is_kept(person):
            continue
        for monday in mondays(plan.start, plan.as_of + HORIZON):
            yield {
                "person_id": person.person_id,
                "week_start": monday,
                "capacity_hours": hours(capacity_hours(person)),
                "absence_hours": hours(absence_hours(plan, person, monday)),
            }


def allocations(plan: Plan) -> Iterator[Row]:
    """Yield planned hours per person, project and week; nobody is planned while absent."""
    for each in assignments(plan):
        full = capacity_hours(each.person)
        present = 1 - absence_hours(plan, each.person, each.monday) / full
        planned = hours(each.hours * present)
        if planned:
            yield {
                "person_id": each.person.person_id,
                "project_code": each.project.project_code,
                "week_start": each.monday,
                "planned_hours": planned,
                "valid_from": each.project.start,
            }


def demand(plan: Plan) -> Iterator[Row]:
    """Yield the hours each project asks of each role, by month, half a year ahead."""
    ahead = month_end(plan.as_of + timedelta(days=180))
    for project in plan.projects:
        asked: dict[tuple[str, str], float] = defaultdict(float)
        for monday in mondays(max(project.start, plan.start), ahead):
            needed = _needed(project, monday)
            for person_id, share in zip(project.team, project.team_shares, strict=True):
                asked[plan.person(person_id).role, f"{monday:%Y-%m}"] += needed * share
            if project.status == "proposed":
                asked[MISSING_ROLE, f"{monday:%Y-%m}"] += needed * MISSING_SHARE
        for (role, month), total in sorted(asked.items()):
            if hours(total):
                yield {
                    "project_code": project.project_code,
                    "role": role,
                    "month": month,
                    "hours": hours(total),
                }


def skills(plan: Plan) -> Iterator[Row]:
    """Yield what each person can do, at a level from 1 to 5."""
    for person in plan.people:
        rng = plan.rng(f"skills {person.person_id}")
        for skill in ROLE_SKILLS[person.role]:
            certified = plan.horizon + timedelta(days=int(rng.integers(-60, 700)))
            yield {
                "person_id": person.person_id,
                "skill": skill,
                "level": int(rng.integers(2, 6)),
                "certified_until": certified if rng.random() < 0.4 else None,
            }


def required_skills(plan: Plan) -> Iterator[Row]:
    """Yield what each project needs: the main skill of each role in its team, and how many."""
    for project in plan.projects:
        needed: dict[str, int] = defaultdict(int)
        for person_id in project.team:
            needed[ROLE_SKILLS[plan.person(person_id).role][0]] += 1
        if project.expert_id:
            needed["Functional safety (ISO 26262)"] = 2
        for skill, count in sorted(needed.items()):
            yield {
                "project_code": project.project_code,
                "skill": skill,
                "level": 3,
                "people": count,
            }


def training(plan: Plan) -> Iterator[Row]:
    """Yield planned and completed courses, with a column (trainer) that nobody asked for."""
    for person in plan.people:
        rng = plan.rng(f"training {person.person_id}")
        for number in rng.choice(len(COURSES), size=2, replace=False):
            course, skill = COURSES[number]
            planned = plan.start + timedelta(days=int(rng.integers(60, 600)))
            completed = planned + timedelta(days=int(rng.integers(0, 40)))
            is_done = completed < plan.as_of and rng.random() < 0.85
            yield {
                "person_id": person.person_id,
                "course": course,
                "skill": skill,
                "planned_on": planned,
                "completed_on": completed if is_done else None,
                "score": int(rng.integers(62, 99)) if is_done else None,
                "trainer": _trainer(person) if is_done else None,
            }


def hours(value: float) -> Decimal:
    """Round hours to quarters."""
    return (Decimal(str(round(value * 4))) * QUARTER_HOUR).quantize(Decimal("0.01"))


def _needed(project: Project, monday: date) -> float:
    if project.status != "proposed":
        return weekly_hours(project, monday)
    done = project.planned_fraction(monday + timedelta(days=7), project.finish_baseline)
    return project.planned_hours * (
        done - project.planned_fraction(monday, project.finish_baseline)
    )


def _trainer(person: Person) -> str:
    return "Akademie Süd" if person.country == "DE" else "Northwind Academy"
