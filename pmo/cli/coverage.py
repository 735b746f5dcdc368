"""Which report sections and marts rest on which input: what stays empty where one is missing.

An input is a landing table (`finance.budgets`), or a custom field of Jira that a mapping names
(`jira.fields.story_points`). Tests hold this to the templates and to the catalogue of metrics.
"""

from collections.abc import Collection
from dataclasses import dataclass

PORTFOLIO, PROJECT, FEEDBACK = "Portfolio", "Project page", "Feedback report"
# The sections of the reports that rest on inputs, by template folder and id of the heading.
SECTIONS = {
    "portfolio/attention": (PORTFOLIO, "needs attention"),
    "portfolio/changes": (PORTFOLIO, "changed since the last report"),
    "portfolio/map": (PORTFOLIO, "cost and schedule efficiency"),
    "portfolio/matrix": (PORTFOLIO, "hours by department"),
    "portfolio/milestones": (PORTFOLIO, "milestones behind baseline"),
    "portfolio/money": (PORTFOLIO, "budget, actual and forecast"),
    "portfolio/risks": (PORTFOLIO, "risk heat map"),
    "portfolio/status": (PORTFOLIO, "status of every project"),
    "portfolio/watermelons": (PORTFOLIO, "green outside, red inside"),
    "project/cost": (PROJECT, "cost by category"),
    "project/ev": (PROJECT, "earned value"),
    "project/ev-table": (PROJECT, "earned value in figures"),
    "project/feedback": (PROJECT, "feedback"),
    "project/flow": (PROJECT, "flow of work"),
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
    """One input: the sections and marts it fills, and what is to be known beside that.

    `instead` are inputs of which any serves as well.
    """

    name: str
    sections: tuple[str, ...] = ()
    marts: tuple[str, ...] = ()
    note: str = ""
    instead: tuple[str, ...] = ()


NEEDS = (
    Need(
        "registers.projects",
        (
            *("portfolio/status", "portfolio/attention", "portfolio/changes", "project/status"),
            *("project/ev", "project/ev-table", "project/schedule"),
        ),
        ("dim_project", "dim_project_history", "fct_portfolio_health"),
    ),
    Need(
        "registers.baselines",
        (
            *("portfolio/map", "portfolio/money"),
            *("project/ev", "project/ev-table", "project/schedule"),
        ),
        ("fct_earned_value", "fct_schedule_forecast"),
    ),
    Need(
        "finance.budgets",
        ("portfolio/money", "portfolio/map", "project/cost", "project/ev"),
        ("fct_budget",),
    ),
    Need("finance.actuals", ("portfolio/map", "project/cost"), ("fct_cost",)),
    Need("finance.commitments", (), ("fct_cost",), "no open commitments beside the costs"),
    Need("finance.rates", (), (), "hours have no cost"),
    Need("finance.fx_rates", (), (), "amounts in other currencies stay out of the sums"),
    Need("finance.benefits", (), (), "no benefits beside the costs"),
    Need(
        "timesheets.entries",
        ("portfolio/matrix", "project/people"),
        ("fct_timesheet",),
        instead=("jira.worklogs", "timesheets.tempo_worklogs"),
    ),
    Need("jira.issues", ("project/flow",), ("fct_issue", "fct_project_flow_daily")),
    Need("jira.issue_changes", (), ("fct_issue_status_interval", "fct_process_flow")),
    Need(
        "jira.worklogs",
        ("portfolio/matrix", "project/people"),
        ("fct_timesheet",),
        instead=("timesheets.entries", "timesheets.tempo_worklogs"),
    ),
    Need(
        "jira.fields.story_points",
        ("project/flow", "project/ev", "project/schedule"),
        ("fct_sprint",),
        "of projects that earn by points; others go on",
    ),
    Need("jira.fields.sprint", (), ("fct_sprint",)),
    # These reach stg_jira__issues, and no report rests on them yet.
    Need("jira.fields.start_date"),
    Need("jira.fields.baseline_start"),
    Need("jira.fields.baseline_finish"),
    Need("jira.fields.risk_probability"),
    Need("jira.fields.risk_impact"),
    Need("jira.fields.account"),
    Need("jira.fields.team"),
    Need("jira.fields.epic_link"),
    Need(
        "registers.milestones",
        ("portfolio/milestones", "portfolio/changes", "project/milestones"),
        ("fct_milestone", "fct_milestone_trend"),
    ),
    Need(
        "registers.risks",
        ("portfolio/risks", "portfolio/changes", "project/risks"),
        ("fct_risk", "fct_risk_daily", "fct_early_warning"),
    ),
    Need("registers.status_reports", ("portfolio/watermelons",)),
    Need("registers.people", ("portfolio/matrix",), ("dim_person", "dim_department")),
    Need(
        "registers.feedback",
        ("project/feedback", "feedback/surveys", "feedback/comments"),
        ("fct_feedback",),
    ),
    Need(
        "registers.criteria", ("feedback/evaluation", "feedback/gaps"), ("fct_outcome_evaluation",)
    ),
    Need("registers.improvement_actions", ("feedback/actions",), ("fct_improvement_action",)),
    Need("registers.lessons", ("project/lessons", "feedback/lessons"), ("fct_lesson",)),
    Need(
        "registers.progress", ("project/ev",), (), "of projects that report their progress by hand"
    ),
    Need("registers.objectives", (), ("dim_objective", "fct_strategic_alignment")),
    Need("registers.project_objectives", (), ("fct_strategic_alignment",)),
    Need("registers.dependencies", (), ("fct_dependency",)),
    Need("registers.capacity", (), ("fct_resource_week", "fct_resource_conflict")),
    Need("registers.allocations", (), ("fct_resource_week", "fct_resource_conflict")),
    Need("registers.demand", (), ("fct_demand_capacity",)),
    Need("registers.skills", (), ("fct_skill_coverage",)),
    Need("registers.required_skills", (), ("fct_skill_coverage",)),
    Need("registers.training", (), ("fct_training",)),
    Need("registers.gates", (), ("fct_gate_review",)),
    Need("registers.process_changes", (), ("fct_process_change", "fct_process_flow")),
    Need("registers.decisions", (), (), "decisions that are due"),
    Need("registers.leave", (), (), "leave is what the register capacity says"),
    Need("registers.holidays", (), (), "public holidays are those that the library knows"),
    Need("registers.calendars", (), (), "people keep their country's calendar"),
)


def unmet(present: Collection[str]) -> list[Need]:
    """Return the needs that `present`, the names of inputs, leaves open, and that show."""
    return [
        each
        for each in NEEDS
        if (each.sections or each.marts or each.note)
        and not {each.name, *each.instead} & set(present)
    ]
