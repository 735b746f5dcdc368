"""Registers of steering: gates, status reports, decisions, process changes."""

from collections.abc import Iterator
from datetime import date, timedelta

from demo.organisation.calendars import observation_days
from demo.organisation.files import Row
from demo.organisation.milestones import project_milestones
from demo.organisation.money import begun
from demo.plan import Plan, Project

DELIVERABLES = {
    "G1": "business case; project charter; risk register",
    "G2": "architecture; baseline; test concept",
    "G3": "increment report; test report; training plan",
    "G4": "acceptance protocol; operations manual",
    "G5": "lessons learned; final cost statement",
}
# What managers write: honest ones by measure, the watermelon's always the same.
_COMMENTS = {
    "green": "On plan. Next steps agreed with the sponsor.",
    "amber": "Behind plan in places; recovery measures agreed, review in two weeks.",
    "red": "Plan cannot be held; decision of the steering committee needed. Rückmeldung folgt.",
}
_WATERMELON_COMMENT = (
    "All on track – café meeting with the sponsor went well, keine Auffälligkeiten."
)
AMBER, RED = 0.95, 0.85


def gates(plan: Plan) -> Iterator[Row]:
    """Yield gate reviews; late projects hold them late, one gate was skipped altogether."""
    for project in begun(plan):
        last_of = {each.gate: each for each in project_milestones(project)}
        for gate, milestone in sorted(last_of.items()):
            planned = milestone.baseline + timedelta(days=7)
            held = milestone.reached + timedelta(days=10)
            is_skipped = project.story == "watermelon" and gate == "G2"
            is_held = held < plan.as_of and not is_skipped
            is_weak = project.story in {"watermelon", "reopened_release"} and gate >= "G3"
            delivered = DELIVERABLES[gate].rsplit(";", 1)[0] if is_weak else DELIVERABLES[gate]
            yield {
                "project_code": project.project_code,
                "gate": gate,
                "planned_on": planned,
                "held_on": held if is_held else None,
                "decision": ("conditional" if is_weak else "pass") if is_held else None,
                "required_deliverables": DELIVERABLES[gate],
                "delivered": delivered if is_held else None,
            }


def status_reports(plan: Plan) -> Iterator[Row]:
    """Yield the managers' monthly reports: measured honestly, but the watermelon says green."""
    for project in begun(plan):
        for day in observation_days(plan):
            if day < project.start + timedelta(days=30) or _is_over(project, day):
                continue
            colours = _colours(project, day)
            overall = _worst(colours)
            is_melon = project.story == "watermelon"
            yield {
                "project_code": project.project_code,
                "reported_on": day - timedelta(days=2),
                "reported_by": project.manager_id,
                "overall": overall,
                **colours,
                "comment": _WATERMELON_COMMENT if is_melon else _COMMENTS[overall],
            }


def decisions(plan: Plan) -> Iterator[Row]:
    """Yield what steering committees decided, and what still waits for them."""
    for number, (code, subject, ago, outcome) in enumerate(_DECISIONS, start=1):
        raised = plan.horizon - timedelta(days=ago)
        decided = raised + timedelta(days=15)
        is_decided = bool(outcome) and decided < plan.as_of
        if raised >= plan.as_of:
            continue
        yield {
            "decision_id": f"D-{number:03d}",
            "project_code": code or None,
            "raised_on": raised,
            "decided_on": decided if is_decided else None,
            "decided_by": "Steering committee" if is_decided else None,
            "subject": subject,
            "outcome": outcome if is_decided else None,
            "due_on": raised + timedelta(days=21),
        }


def process_changes(plan: Plan) -> Iterator[Row]:
    """Yield changes to the way of working, whose effect the flow of issues shows."""
    for number, (process, description, ago, scope, metric) in enumerate(_CHANGES, start=1):
        yield {
            "change_id": f"PC-{number:02d}",
            "process": process,
            "description": description,
            "effective_on": plan.horizon - timedelta(days=ago),
            "scope": scope,
            "metric": metric,
        }


def _is_over(project: Project, day: date) -> bool:
    return project.finish_actual is not None and day > project.finish_actual + timedelta(days=31)


def _colours(project: Project, day: date) -> dict[str, str]:
    """Return what the manager reports on `day` for each dimension."""
    if project.story == "watermelon":
        return dict.fromkeys(("scope", "schedule", "cost", "resources", "risk"), "green")
    planned = project.planned_fraction(day)
    schedule = project.earned_fraction(day) / planned if planned else 1.0
    blend = 0.65 * project.hours_factor + 0.35 * project.cost_factor
    cost = 1 / (blend * project.scope_factor(day))
    growth = 1.10 / project.scope_factor(day)
    is_reopening = project.release_on is not None and day > project.release_on
    is_at_risk = schedule < RED or is_reopening or bool(project.depends_on)
    return {
        "scope": _colour(growth),
        "schedule": _colour(schedule),
        "cost": _colour(cost + 0.03),
        "resources": "amber" if project.expert_id else "green",
        "risk": "amber" if is_at_risk else "green",
    }


def _colour(index: float) -> str:
    if index < RED:
        return "red"
    return "amber" if index < AMBER else "green"


def _worst(colours: dict[str, str]) -> str:
    return next(colour for colour in ("red", "amber", "green") if colour in colours.values())


# project, subject, raised so many days ago, outcome (empty: still open)
_DECISIONS = (
    ("0204", "Approve additional test rig and overtime for the endurance run", 160, "approved"),
    ("0219", "Stop accepting dealer requests without a change request", 75, ""),
    ("0305", "Move the certification audit by six weeks (baseline B2)", 170, "approved"),
    ("0231", "Second safety engineer from an external partner", 35, ""),
    ("0318", "Second shift for commissioning of the bench", 28, ""),
    ("1042", "Rent a bench until the own one is ready", 18, ""),
    ("1063", "Hold release 4.1 until reopened defects are closed", 26, ""),
    ("1070", "Close the lease of the data centre", 95, "approved"),
    ("0112", "苏州工厂延期上线方案", 60, "approved"),
    ("", "Common definition of done for all digital programmes", 120, "approved"),
    ("1088", "Release funds for discovery", 12, ""),
)
# process, description, effective so many days ago, scope, metric
_CHANGES = (
    (
        "Code review",
        "Reviews answered within one working day",
        260,
        "Digital Platforms",
        "hours in review",
    ),
    (
        "Test",
        "Regression suite runs nightly instead of before releases",
        180,
        "Product Engineering",
        "reopen share",
    ),
    ("Change control", "Change requests need a benefit statement", 90, "0219", "scope growth"),
    ("采购", "采购审批由三级改为两级", 140, "Manufacturing Systems", "days from order to approval"),
)
