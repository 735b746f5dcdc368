"""Which report sections and marts rest on which input: what stays empty where one is missing.

An input is a landing table (`finance.budgets`), or a custom field of Jira that a mapping names
(`jira.fields.story_points`). The table is the seed from which `quality.coverage` is built as well.
Tests hold it to the templates and to the catalogue of metrics.
"""

import csv
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds" / "coverage_inputs.csv"

PORTFOLIO, PROJECT, FEEDBACK = "Portfolio", "Project page", "Feedback report"
# The sections of the reports that rest on inputs, by template folder and id of the heading.
SECTIONS = {
    "portfolio/attention": (PORTFOLIO, "needs attention"),
    "portfolio/changes": (PORTFOLIO, "changed since the last report"),
    "portfolio/conflicts": (PORTFOLIO, "over-allocated people"),
    "portfolio/dependencies": (PORTFOLIO, "dependencies that break"),
    "portfolio/map": (PORTFOLIO, "cost and schedule efficiency"),
    "portfolio/matrix": (PORTFOLIO, "hours by department"),
    "portfolio/milestones": (PORTFOLIO, "milestones behind baseline"),
    "portfolio/money": (PORTFOLIO, "budget, actual and forecast"),
    "portfolio/objectives": (PORTFOLIO, "money by objective"),
    "portfolio/risks": (PORTFOLIO, "risk heat map"),
    "portfolio/status": (PORTFOLIO, "status of every project"),
    "portfolio/warnings": (PORTFOLIO, "early warnings"),
    "portfolio/watermelons": (PORTFOLIO, "green outside, red inside"),
    "project/cost": (PROJECT, "cost by category"),
    "project/ev": (PROJECT, "earned value"),
    "project/ev-table": (PROJECT, "earned value in figures"),
    "project/feedback": (PROJECT, "feedback"),
    "project/flow": (PROJECT, "flow of work"),
    "project/gates": (PROJECT, "gates"),
    "project/lessons": (PROJECT, "lessons"),
    "project/milestones": (PROJECT, "milestones"),
    "project/people": (PROJECT, "people"),
    "project/risks": (PROJECT, "risks"),
    "project/schedule": (PROJECT, "schedule"),
    "project/status": (PROJECT, "status and the rules that decided"),
    "feedback/actions": (FEEDBACK, "improvement actions"),
    "feedback/comments": (FEEDBACK, "comments"),
    "feedback/evaluation": (FEEDBACK, "evaluation"),
    "feedback/gaps": (FEEDBACK, "gaps"),
    "feedback/lessons": (FEEDBACK, "lessons"),
    "feedback/surveys": (FEEDBACK, "surveys"),
}


@dataclass(frozen=True)
class Need:
    """One input: the sections and marts it fills, what is to be known beside that, and the fix.

    `instead` are inputs of which any serves as well.
    """

    name: str
    sections: tuple[str, ...] = ()
    marts: tuple[str, ...] = ()
    note: str = ""
    instead: tuple[str, ...] = ()
    fix: str = ""


def _read() -> tuple[Need, ...]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Need(
                name=row["input"],
                sections=tuple(row["sections"].split()),
                marts=tuple(row["marts"].split()),
                note=row["note"],
                instead=tuple(row["instead"].split()),
                fix=row["fix"],
            )
            for row in csv.DictReader(lines)
        )


NEEDS = _read()


def unmet(present: Collection[str]) -> list[Need]:
    """Return the needs that `present`, the names of inputs, leaves open, and that show."""
    return [
        each
        for each in NEEDS
        if (each.sections or each.marts or each.note)
        and not {each.name, *each.instead} & set(present)
    ]
