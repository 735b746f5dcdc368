"""The risk register as it stood each month: some risks grow, others shrink and are closed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from demo.organisation.calendars import observation_days
from demo.organisation.files import Row
from demo.organisation.money import begun, cents
from demo.organisation.risk_texts import RISKS, RiskText
from demo.plan import Plan, Project

# Story -> probability and impact (1 to 5) of its leading risk at first and on the as-of day;
# `waiting` is the story of the project that depends on a slipping one.
_LEADING = {
    "on_time": ((3, 3), (2, 3)),
    "late_but_cheap": ((2, 4), (3, 4)),
    "over_budget": ((3, 4), (3, 5)),
    "scope_creep": ((2, 4), (4, 4)),
    "shared_expert": ((3, 3), (3, 4)),
    "slipping_dependency": ((2, 4), (5, 4)),
    "waiting": ((2, 4), (3, 4)),
    "watermelon": ((3, 3), (4, 4)),
    "reopened_release": ((2, 3), (3, 4)),
    "closed": ((3, 4), (3, 4)),
}
# Story -> the risk (number in RISKS) that its name is about.
_LEADING_TEXT = {
    "on_time": 7, "late_but_cheap": 9, "over_budget": 4, "scope_creep": 1, "shared_expert": 2,
    "slipping_dependency": 0, "waiting": 10, "watermelon": 8, "reopened_release": 4, "closed": 6,
}  # fmt: skip
RISKS_PER_PROJECT = 6
# A closed project's leading risk outlives it, until its last review in the week of the report.
LAST_REVIEW = timedelta(days=4)


@dataclass(frozen=True)
class _Risk:
    """A risk's course: probability and impact when identified and on `ends_on`."""

    risk_id: str
    text: RiskText
    owner_id: str
    first: tuple[int, int]
    last: tuple[int, int]
    cost_impact: Decimal
    identified_on: date
    due_on: date
    ends_on: date
    closed_on: date | None


def risks(plan: Plan) -> Iterator[Row]:
    """Yield every risk on each observation day from when it was identified until it was closed."""
    days = observation_days(plan)
    for project in begun(plan):
        for risk in _risks_of(plan, project):
            for number, day in enumerate(days):
                before = days[number - 1] if number else plan.start
                gone = risk.closed_on is not None and risk.closed_on <= before
                if day >= risk.identified_on and not gone:
                    yield _observed(project, risk, day)


def _risks_of(plan: Plan, project: Project) -> Iterator[_Risk]:
    rng = plan.rng(f"risks {project.project_code}")
    story = "waiting" if project.depends_on else project.story
    leading = _LEADING_TEXT[story]
    others = [number for number in range(len(RISKS)) if number != leading]
    picked = [leading, *rng.choice(others, size=RISKS_PER_PROJECT - 1, replace=False)]
    for number, text in enumerate(picked):
        first, last = _LEADING[story] if not number else _lesser(int(rng.integers(0, 4)))
        identified = project.start + timedelta(days=int(rng.integers(0, 200)) if number else 10)
        ends = identified + timedelta(days=int(rng.integers(150, 420)))
        is_closed = number >= 4 and ends < plan.horizon
        end = project.finish_actual or (ends if is_closed else None)
        if project.finish_actual and not number:
            end = max(project.finish_actual, plan.horizon - LAST_REVIEW)
        yield _Risk(
            risk_id=f"R-{project.project_code}-{number + 1:02d}",
            text=RISKS[int(text)],
            owner_id=project.team[int(rng.integers(len(project.team)))],
            first=first,
            last=last,
            cost_impact=cents(project.budget * Decimal(str(round(rng.uniform(0.02, 0.08), 4)))),
            identified_on=min(identified, end or identified),
            due_on=identified + timedelta(days=int(rng.integers(240, 520))),
            ends_on=end or plan.horizon,
            closed_on=end,
        )


def _lesser(course: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the course of a risk that does not lead: it stays green (score below 10)."""
    return (
        ((2, 3), (1, 3)),
        ((3, 3), (2, 2)),
        ((2, 4), (2, 3)),
        ((2, 2), (3, 2)),
    )[course]


def _observed(project: Project, risk: _Risk, day: date) -> Row:
    probability, impact = _level(risk, day)
    is_closed = risk.closed_on is not None and day >= risk.closed_on
    return {
        "risk_id": risk.risk_id,
        "project_code": project.project_code,
        "title": risk.text.title,
        "category": risk.text.category,
        "owner_id": risk.owner_id,
        "probability": probability,
        "impact": impact,
        "cost_impact": risk.cost_impact,
        "currency": project.currency,
        "response": risk.text.response,
        "response_text": risk.text.response_text,
        "residual_probability": max(1, probability - 1),
        "residual_impact": max(1, impact - (1 if risk.text.response == "transfer" else 0)),
        "status": "closed" if is_closed else "open",
        "identified_on": risk.identified_on,
        "due_on": risk.due_on,
        "closed_on": risk.closed_on if is_closed else None,
        "observed_on": day,
    }


def _level(risk: _Risk, day: date) -> tuple[int, int]:
    whole = max(1, (risk.ends_on - risk.identified_on).days)
    share = min(1.0, (day - risk.identified_on).days / whole)
    return (
        round(risk.first[0] + (risk.last[0] - risk.first[0]) * share),
        round(risk.first[1] + (risk.last[1] - risk.first[1]) * share),
    )
