"""Registers of learning: improvement actions with their findings, and lessons."""

from collections.abc import Iterator
from datetime import timedelta

from demo.organisation.files import Row
from demo.organisation.learning_texts import ACTIONS, LESSONS
from demo.plan import Plan


def improvement_actions(plan: Plan) -> Iterator[Row]:
    """Yield actions with owner and due date: some done, some open, some overdue."""
    managers = {project.project_code: project.manager_id for project in plan.projects}
    for number, (code, finding, source, due, done, metric, effect) in enumerate(ACTIONS, start=1):
        finished = plan.horizon - timedelta(days=done) if done is not None else None
        yield {
            "action_id": f"IA-{number:03d}",
            "project_code": code,
            "finding": finding,
            "source": source,
            "owner_id": managers[code],
            "due_on": plan.horizon - timedelta(days=due),
            "done_on": finished if finished and finished < plan.as_of else None,
            "metric": metric,
            "expected_effect": effect,
        }


def lessons(plan: Plan) -> Iterator[Row]:
    """Yield lessons with what to do next time."""
    for number, (code, title, category, tags, happened, advice, ago) in enumerate(LESSONS, start=1):
        recorded = plan.horizon - timedelta(days=ago)
        if recorded >= plan.as_of:
            continue
        yield {
            "lesson_id": f"L-{number:03d}",
            "project_code": code,
            "title": title,
            "category": category,
            "tags": tags,
            "what_happened": happened,
            "recommendation": advice,
            "recorded_on": recorded,
        }
