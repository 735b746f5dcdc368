"""Milestones as the register showed them at each month end, so that every slip leaves a trend."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from demo.organisation.calendars import observation_days
from demo.organisation.files import Row
from demo.organisation.money import begun
from demo.plan import Plan, Project

# Name, gate, and the share of the work that is done when the milestone is reached.
Steps = tuple[tuple[str, str, float], ...]
_AGILE: Steps = (
    ("Discovery complete", "G1", 0.10),
    ("First increment in use", "G2", 0.30),
    ("Pilot customers live", "G3", 0.55),
    ("Feature complete", "G3", 0.80),
    ("General availability", "G4", 0.95),
    ("Hand-over to operations", "G5", 1.00),
)
_PLAN_DRIVEN: Steps = (
    ("Requirements approved", "G1", 0.10),
    ("Design freeze", "G2", 0.30),
    ("Build complete", "G3", 0.55),
    ("Commissioned", "G3", 0.70),
    ("Acceptance test passed", "G4", 0.90),
    ("Hand-over to operations", "G5", 1.00),
)
# Projects whose earned value rests on milestones need small steps: eighteen accepted packages.
_PACKAGES: Steps = tuple(
    (f"Work package {number:02d} accepted", f"G{1 + (number - 1) * 5 // 18}", number / 18)
    for number in range(1, 19)
)


@dataclass(frozen=True)
class Milestone:
    """A milestone: when it was due (per baseline) and when it is really reached."""

    milestone_id: str
    name: str
    gate: str
    weight: Decimal
    baseline: date
    rebaselined: date | None
    reached: date


def milestones(plan: Plan) -> Iterator[Row]:
    """Yield every milestone as known on each observation day since its project began."""
    for project in begun(plan):
        known = project_milestones(project)
        for day in observation_days(plan):
            if day < project.start:
                continue
            for each in known:
                yield _observed(project, each, day)


def project_milestones(project: Project) -> list[Milestone]:
    """Return a project's milestones in order; weights sum to 1."""
    steps = _AGILE if project.method == "agile" else _PLAN_DRIVEN
    steps = _PACKAGES if project.ev_method == "milestones" else steps
    found, before = [], Decimal(0)
    for number, (name, gate, share) in enumerate(steps, start=1):
        until = Decimal(str(share)).quantize(Decimal("0.0001"))
        found.append(
            Milestone(
                milestone_id=f"{project.project_code}-M{number:02d}",
                name=name,
                gate=gate,
                weight=until - before,
                baseline=_planned_day(project, share, project.finish_baseline),
                rebaselined=(
                    _planned_day(project, share, project.finish_rebaselined)
                    if project.finish_rebaselined
                    else None
                ),
                reached=project.day_of(share),
            )
        )
        before = until
    return found


def _planned_day(project: Project, share: float, finish: date) -> date:
    low, high = 0, (finish - project.start).days
    while low < high:
        middle = (low + high) // 2
        reached = project.planned_fraction(project.start + timedelta(days=middle), finish)
        low, high = (low, middle) if reached >= share else (middle + 1, high)
    return project.start + timedelta(days=low)


def _observed(project: Project, each: Milestone, day: date) -> Row:
    is_moved = each.rebaselined and project.rebaseline_on and day >= project.rebaseline_on
    baseline = each.rebaselined if is_moved and each.rebaselined else each.baseline
    done = each.reached < day
    return {
        "milestone_id": each.milestone_id,
        "project_code": project.project_code,
        "name": each.name,
        "baseline_date": baseline,
        "forecast_date": each.reached if done else _forecast(project, each, baseline, day),
        "actual_date": each.reached if done else None,
        "weight": each.weight,
        "gate": each.gate,
        "observed_on": day,
    }


def _forecast(project: Project, each: Milestone, baseline: date, day: date) -> date:
    """Return the date that the manager believed on `day`: the truth dawns as it comes closer."""
    lead = max(1, (each.reached - project.start).days)
    insight = min(1.0, max(0.0, 1.25 * (day - project.start).days / lead - 0.1))
    if project.story == "watermelon":
        insight *= 0.25  # the plan holds, officially
    believed = baseline + timedelta(days=round((each.reached - baseline).days * insight))
    return max(believed, day + timedelta(days=7))
