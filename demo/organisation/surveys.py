"""What clients, stakeholders and teams say: quarterly surveys, interviews, and the criteria."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from demo.organisation.files import Row
from demo.organisation.money import begun
from demo.organisation.survey_texts import COMMENTS, COMMENTS_ZH
from demo.plan import Plan, Project

CRITERIA = (
    # criterion, weight, target, unit
    ("scope", "0.15", "0.95", "share of planned scope delivered"),
    ("schedule", "0.20", "0.95", "SPI"),
    ("budget", "0.20", "0.95", "CPI"),
    ("quality", "0.15", "0.05", "share of issues reopened, at most"),
    ("satisfaction", "0.15", "4.0", "mean score, 1 to 5"),
    ("team", "0.10", "3.8", "mean score, 1 to 5"),
    ("risk", "0.05", "9", "worst open risk score, at most"),
)
# Story -> mean score (1 to 5) of client, stakeholder and team at first and by the as-of day.
_MOODS: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "on_time": ((4.2, 4.2, 4.2), (4.5, 4.4, 4.3)),
    "late_but_cheap": ((4.0, 4.0, 3.9), (3.2, 3.6, 3.8)),
    "over_budget": ((4.1, 4.0, 4.0), (3.9, 3.2, 3.7)),
    "scope_creep": ((4.0, 4.1, 4.2), (4.1, 3.7, 3.1)),
    "shared_expert": ((4.0, 4.0, 4.0), (3.8, 3.7, 3.0)),
    "slipping_dependency": ((4.1, 4.0, 4.0), (3.4, 3.3, 3.6)),
    "watermelon": ((4.0, 4.1, 3.8), (2.7, 4.0, 2.2)),
    "reopened_release": ((4.2, 4.1, 4.1), (2.3, 3.0, 3.0)),
    "closed": ((4.0, 4.0, 4.0), (4.4, 4.3, 4.4)),
}
_GROUPS = (("client", 4), ("stakeholder", 3), ("team", 6))
_TOPICS = {
    "client": ("satisfaction", "quality", "schedule"),
    "stakeholder": ("satisfaction", "scope", "budget"),
    "team": ("team", "satisfaction", "risk"),
}


def criteria(plan: Plan) -> Iterator[Row]:
    """Yield the criteria of success: common ones, and stricter quality for the safety project."""
    for criterion, weight, target, unit in CRITERIA:
        yield _criterion(None, criterion, weight, target, unit)
    strict = next(project for project in plan.projects if project.rebaseline_on)
    yield _criterion(strict.project_code, "quality", "0.30", "0.02", CRITERIA[3][3])


def feedback(plan: Plan) -> Iterator[Row]:
    """Yield responses per project and quarter: a survey of each group and one interview."""
    for project in begun(plan):
        rng = plan.rng(f"feedback {project.project_code}")
        number = 0
        for day in _survey_days(plan, project):
            for group, respondents in _GROUPS:
                for respondent in range(respondents):
                    number += 1
                    row = _response(plan, project, (group, respondent), (day, number), rng)
                    if str(row["given_on"]) < str(plan.as_of):
                        yield row


def _survey_days(plan: Plan, project: Project) -> Iterator[date]:
    last = min(plan.as_of, (project.finish_actual or plan.as_of) + timedelta(days=30))
    for end in plan.month_ends():
        day = end - timedelta(days=12)
        if end.month % 3 == 0 and project.start + timedelta(days=40) <= day <= last:
            yield day


def _response(
    plan: Plan,
    project: Project,
    who: tuple[str, int],
    when: tuple[date, int],
    rng: np.random.Generator,
) -> Row:
    (group, respondent), (day, number) = who, when
    mood = _mood(plan, project, group, day)
    score = int(min(5, max(1, round(rng.normal(mood, 0.45)))))
    is_interview = group == "client" and respondent == 0
    is_chinese = project.currency == "CNY" or rng.random() < 0.12
    pool = (COMMENTS_ZH if is_chinese else COMMENTS)[_tone(score)]
    given = day + timedelta(days=int(rng.integers(0, 9)))
    spread = Decimal(score - 1) * Decimal("2.5")  # interviews are noted on a scale of 0 to 10
    return {
        "response_id": f"FB-{project.project_code}-{number:04d}",
        "project_code": project.project_code,
        "group": group,
        "channel": "interview" if is_interview else "survey",
        "criterion": _TOPICS[group][respondent % len(_TOPICS[group])],
        "score": spread if is_interview else score,
        "scale_min": 0 if is_interview else 1,
        "scale_max": 10 if is_interview else 5,
        "comment": pool[int(rng.integers(len(pool)))] if rng.random() < 0.55 else None,
        "given_on": given,
        "language": "zh" if is_chinese else "en",
    }


def _mood(plan: Plan, project: Project, group: str, day: date) -> float:
    """Return the mean score of a group on `day`: moods change in the second half of the way."""
    place = [name for name, _ in _GROUPS].index(group)
    first, last = (moods[place] for moods in _MOODS[project.story])
    share = (day - project.start).days / max(1, (plan.horizon - project.start).days)
    return first + (last - first) * min(1.0, max(0.0, 2 * share - 0.8))


def _tone(score: int) -> str:
    if score >= 4:
        return "good"
    return "mixed" if score == 3 else "bad"


def _criterion(code: str | None, criterion: str, weight: str, target: str, unit: str) -> Row:
    return {
        "project_code": code,
        "criterion": criterion,
        "weight": Decimal(weight),
        "target": Decimal(target),
        "unit": unit,
    }
