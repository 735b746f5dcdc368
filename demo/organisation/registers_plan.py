"""Registers of what was planned: projects, baselines, progress, dependencies, objectives."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from demo.organisation.calendars import observation_days
from demo.organisation.files import Row
from demo.organisation.milestones import project_milestones
from demo.organisation.money import begun, increments, month_ends
from demo.plan import Plan, Project

REBASELINE_REASON = (
    "Steering committee moved the audit by six weeks: the safety engineer is shared with 0231"
)
# Links between projects that hold: supplier, its milestone's number, customer, its milestone's.
_HARMLESS = (
    ("0231", 3, "1042", 16),
    ("1055", 2, "0107", 5),
    ("0107", 3, "1063", 5),
    ("1070", 2, "1055", 4),
    ("0204", 3, "0231", 5),
    ("0112", 5, "0219", 3),
)


def projects(plan: Plan) -> Iterator[Row]:
    """Yield the project register; the baseline finish is that of the baseline in force."""
    for project in plan.projects:
        yield {
            "project_code": project.project_code,
            "name": project.name,
            "programme": project.programme,
            "department": project.department,
            "sponsor": project.sponsor,
            "manager_id": project.manager_id,
            "jira_project_keys": project.jira_key or None,
            "jira_jql": None,
            "method": project.method,
            "stage": project.stage,
            "priority": project.priority,
            "start_baseline": project.start,
            "finish_baseline": project.finish_on(plan.as_of),
            "finish_actual": project.finish_actual,
            "currency": project.currency,
            "ev_method": project.ev_method,
            "status": project.status,
        }


def baselines(plan: Plan) -> Iterator[Row]:
    """Yield the cumulative planned value at each month end, per baseline version."""
    for project in begun(plan):
        yield from _baseline(
            project, "B1", project.start, project.finish_baseline, "Approved at gate G1"
        )
        if project.rebaseline_on and project.finish_rebaselined:
            yield from _baseline(
                project,
                "B2",
                project.rebaseline_on,
                project.finish_rebaselined,
                REBASELINE_REASON,
            )


def progress(plan: Plan) -> Iterator[Row]:
    """Yield the manager's monthly percent complete (0 to 100) of projects measured by hand."""
    for project in begun(plan):
        if project.ev_method != "manual":
            continue
        for day in observation_days(plan):
            if day >= project.start:
                percent = Decimal(str(round(100 * project.earned_fraction(day), 1)))
                yield {
                    "project_code": project.project_code,
                    "as_of": day,
                    "percent_complete": percent,
                    "source": "Site progress meeting",
                }


def dependencies(plan: Plan) -> Iterator[Row]:
    """Yield cross-project links: the slipping pair of each block, and harmless ones."""
    by_code = {project.project_code: project for project in plan.projects}
    links = [
        (project.depends_on, 4, project.project_code, 8)
        for project in plan.projects
        if project.depends_on
    ]
    for number, (supplier, given, customer, needed) in enumerate((*links, *_HARMLESS), start=1):
        first = project_milestones(by_code[supplier])[given - 1]
        second = project_milestones(by_code[customer])[needed - 1]
        yield {
            "dependency_id": f"DEP-{number:04d}",
            "from_project": supplier,
            "to_project": customer,
            "from_milestone": first.milestone_id,
            "to_milestone": second.milestone_id,
            "kind": "finish-start",
            "need_by": second.baseline,
            "promised_on": first.reached,
            "status": "late" if first.reached > second.baseline else "agreed",
        }


def objectives(plan: Plan) -> Iterator[Row]:
    """Yield the strategic objectives."""
    for each in plan.objectives:
        yield {
            "objective_id": each.objective_id,
            "name": each.name,
            "owner": each.owner,
            "weight": Decimal(str(each.weight)),
            "valid_from": plan.start,
            "valid_to": None,
        }


def project_objectives(plan: Plan) -> Iterator[Row]:
    """Yield which objective a project serves, and by what share; the rest serves none."""
    ids = [each.objective_id for each in plan.objectives]
    for project in plan.projects:
        rng = plan.rng(f"objectives {project.project_code}")
        main = Decimal(str(rng.choice([0.6, 0.7, 0.8])))
        yield _share(project, project.objective_id, main)
        other = ids[(ids.index(project.objective_id) + 1) % len(ids)]
        if rng.random() < 0.6:
            yield _share(project, other, Decimal("0.2"))


def _baseline(
    project: Project, version: str, effective: date, finish: date, reason: str
) -> Iterator[Row]:
    ends = month_ends(project.start, finish)
    shares = [project.planned_fraction(end, finish) for end in ends]
    reached = Decimal(0)
    for end, amount in zip(ends, increments(project.budget, shares), strict=True):
        reached += amount
        yield {
            "project_code": project.project_code,
            "baseline_version": version,
            "effective_from": effective,
            "period_end": end,
            "planned_value": reached,
            "currency": project.currency,
            "reason": reason,
        }


def _share(project: Project, objective_id: str, share: Decimal) -> Row:
    return {
        "project_code": project.project_code,
        "objective_id": objective_id,
        "share": share,
    }
