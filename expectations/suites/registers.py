"""What the PMO's own registers promise."""

from typing import Any

from expectations.promises import FLAGGED, WARNING, Promise, Rows
from expectations.suites.common import (
    FX_RATES,
    NOT_IN_REGISTER,
    convertible,
    known_person,
    known_project,
    not_future,
    ordered,
    period_format,
    plausible_date,
)
from pmo.glossary import words_of

STAYS: dict[str, Any] = {"severity": WARNING, "disposition": FLAGGED}
# Weights are relative; where most are fractions of 1, one above 1 was meant as something else.
OUT_OF_SCALE = """it.weight < 0 or it.weight > 100 or it.weight > 1 and (
    select median(weight) < 1 from registers.{table} where weight > 0
)"""
HOURS_OF_A_WEEK = 168
SPELLING = "A word that no rule knows counts nowhere."
SCALE = "A score outside its scale shifts every average that holds it."


def _vocabulary(table: str, column: str) -> Promise:
    words = words_of("registers", table, column)
    fix = f"Write {', '.join(words[:-1])} or {words[-1]}, or map the word in the layout."
    return Rows(table).one_of(column, words, SPELLING, fix, **STAYS)


def _scale(table: str, column: str, low: float, high: float) -> Promise:
    return Rows(table).between(column, low, high, SCALE, f"Write a number from {low} to {high}.")


def _weight(table: str) -> Promise:
    """Promise that a weight fits the others: all shares of 1, or all points up to 100."""
    return Rows(table).never(
        "outside_scale",
        "weight",
        OUT_OF_SCALE.format(table=table),
        "One weight on another scale decides the whole average.",
        "Write all weights of the file on one scale, 0 to 1 or 0 to 100.",
        description="weight is negative, or on another scale than the others",
    )


def _hours(table: str, column: str) -> Promise:
    return Rows(table).between(
        column, 0, HOURS_OF_A_WEEK, "A week has 168 hours and none less than 0.", "Correct them."
    )


def _monday(table: str) -> Promise:
    return Rows(table).never(
        "not_monday",
        "week_start",
        "isodow(it.week_start) <> 1",
        "Weeks run from Monday to Sunday and a row counts in the one that holds its day, "
        "so what begins on Sunday counts a week early.",
        "Write the Monday of the week; of a week that begins on Sunday, the day after.",
        value="strftime(it.week_start, '%Y-%m-%d (%A)')",
        description="week_start is not a Monday",
        **STAYS,
    )


def _known(table: str, column: str, register: str, key: str) -> Promise:
    return Rows(table).never(
        f"unknown_{key.removesuffix('_id')}",
        column,
        NOT_IN_REGISTER.format(column=column, register=f"registers.{register}", key=key),
        f"It points to nothing that the register `{register}` knows.",
        f"Correct the id, or add it to the register `{register}`.",
        description=f"{column} is not in the register `{register}`",
        needs=(f"registers.{register}",),
    )


PROJECTS: tuple[Promise, ...] = (
    Rows("projects").not_empty(
        "the register of projects is missing or empty",
        "Without it no fact belongs to a project and no report can be made.",
        "Put projects.csv or projects.xlsx into the registers' drop folder, extract again.",
    ),
    Rows("projects").never(
        "reserved_code",
        "project_code",
        "upper(trim(it.project_code)) = 'UNALLOCATED'",
        "The code stands for money and work that belong to no project.",
        "Give the project another code.",
        description="project_code is the reserved word UNALLOCATED",
    ),
    _vocabulary("projects", "method"),
    _vocabulary("projects", "status"),
    _vocabulary("projects", "ev_method"),
    plausible_date("projects", "start_baseline"),
    plausible_date("projects", "finish_baseline"),
    ordered("projects", "start_baseline", "finish_baseline", "A plan that ends before it begins."),
    not_future("projects", "finish_actual", "An actual finish"),
    known_person("projects", "manager_id", **STAYS, why="Nobody answers for the project."),
    Rows("projects").never(
        "jira_project_claimed_twice",
        "jira_project_keys",
        """exists (
            select 1 from registers.projects as other
            where other.project_code <> it.project_code
            and list_has_any(
                list_filter(
                    regexp_split_to_array(upper(other.jira_project_keys), '[,;\\s]+'), x -> x <> ''
                ),
                regexp_split_to_array(upper(it.jira_project_keys), '[,;\\s]+')
            )
        )""",
        "Its work would count twice; only the first code keeps it.",
        "Leave the Jira project with one of the two.",
        description="a Jira project is claimed by two projects",
        **STAYS,
    ),
)

PLANS: tuple[Promise, ...] = (
    known_project("baselines"),
    plausible_date("baselines", "period_end"),
    convertible("baselines", needs=(FX_RATES,)),
    Rows("baselines").between(
        "planned_value", 0, None, "Planned value cannot be negative.", "Correct the baseline."
    ),
    Rows("baselines").never(
        "baseline_falls",
        "planned_value",
        "(select planned_value from gate.today) = 'cumulative' and it.planned_value < ("
        "select max(earlier.planned_value) from registers.baselines as earlier "
        "where earlier.project_code = it.project_code "
        "and earlier.baseline_version = it.baseline_version "
        "and earlier.period_end < it.period_end)",
        "A cumulative plan never falls; schedule performance of the period would be wrong.",
        "Correct the period, or set registers.planned_value to per_period in the settings.",
        description="planned_value is below an earlier period's",
        **STAYS,
    ),
    known_project("milestones"),
    plausible_date("milestones", "baseline_date"),
    plausible_date("milestones", "forecast_date"),
    plausible_date("milestones", "actual_date"),
    not_future("milestones", "actual_date", "A date on which a milestone was reached"),
    Rows("milestones").never(
        "reached_before_start",
        "actual_date",
        "it.actual_date < (select min(project.start_baseline) from registers.projects as project "
        "where project.project_code = it.project_code)",
        "The project would have delivered before it began, and look faster than it is.",
        "Correct the date, or the project's baseline start.",
        description="actual_date is before the project's baseline start",
        needs=("registers.projects",),
        **STAYS,
    ),
    not_future("milestones", "observed_on", "An observation"),
    _weight("milestones"),
    known_project("progress"),
    _scale("progress", "percent_complete", 0, 100),
    not_future("progress", "as_of", "Progress"),
    known_project("dependencies", "from_project"),
    known_project("dependencies", "to_project"),
    _vocabulary("dependencies", "kind"),
    Rows("dependencies").never(
        "depends_on_itself",
        "to_milestone",
        "it.from_project = it.to_project "
        "and it.from_milestone is not distinct from it.to_milestone",
        "Nothing waits for itself.",
        "Correct one of the two ends.",
        description="both ends of the dependency are the same",
        **STAYS,
    ),
)

STRATEGY: tuple[Promise, ...] = (
    _weight("objectives"),
    known_project("project_objectives"),
    _known("project_objectives", "objective_id", "objectives", "objective_id"),
    _scale("project_objectives", "share", 0, 1),
    Rows("project_objectives").never(
        "shares_over_one",
        "share",
        "it.project_code in (select project_code from registers.project_objectives "
        "where share between 0 and 1 group by project_code having sum(share) > 1.0001)",
        "More than the whole project would serve its objectives; the budget counts twice.",
        "Correct the shares so that they sum to 1 or less.",
        description="the shares of the project sum to more than 1",
        **STAYS,
    ),
)

RESOURCES: tuple[Promise, ...] = (
    _scale("people", "employment_fraction", 0, 1),
    Rows("people").never(
        "account_shared",
        "jira_account_id",
        "it.jira_account_id is not null and exists (select 1 from registers.people as other "
        "where other.jira_account_id = it.jira_account_id and other.person_id <> it.person_id)",
        "Hours in Jira would count for both people.",
        "Leave the account with one person.",
        description="two people share one Jira account",
        **STAYS,
    ),
    Rows("people").filled(
        "department", "Capacity and cost cannot be shown by department.", "Fill it.", **STAYS
    ),
    ordered("people", "active_from", "active_to", "Nobody leaves before joining."),
    _hours("people", "contract_hours"),
    Rows("people").never(
        "weekdays_unreadable",
        "working_days",
        "it.working_days is not null "
        "and not regexp_full_match(trim(it.working_days), '[1-7]([ ,;]*[1-7])*')",
        "The person is taken to work on all of the organisation's working days.",
        "Write ISO weekdays, 1 for Monday, such as 1,2,3.",
        description="working_days is no list of weekdays from 1 to 7",
        **STAYS,
    ),
    known_person("leave"),
    ordered("leave", "starts_on", "ends_on", "Leave that ends before it begins is none."),
    _scale("leave", "day_share", 0, 1),
    _scale("holidays", "day_share", 0, 1),
    _scale("calendars", "day_share", 0, 1),
    known_person("capacity"),
    _monday("capacity"),
    _hours("capacity", "capacity_hours"),
    _hours("capacity", "absence_hours"),
    known_person("allocations"),
    known_project("allocations"),
    _monday("allocations"),
    _hours("allocations", "planned_hours"),
    known_project("demand"),
    period_format("demand", "month"),
    Rows("demand").between("hours", 0, None, "Nobody demands less than nothing.", "Correct it."),
)

RISK: tuple[Promise, ...] = (
    known_project("risks"),
    _scale("risks", "probability", 0, 5),
    _scale("risks", "impact", 1, 5),
    _scale("risks", "residual_probability", 0, 5),
    _scale("risks", "residual_impact", 0, 5),
    _vocabulary("risks", "response"),
    known_person("risks", "owner_id", **STAYS, why="Nobody acts on the risk."),
    not_future("risks", "observed_on", "An observation"),
    not_future("risks", "identified_on", "A finding"),
    ordered("risks", "identified_on", "closed_on", "A risk is not closed before it is found."),
    convertible("risks", needs=(FX_RATES,)),
)

TEAM: tuple[Promise, ...] = (
    known_person("skills"),
    _scale("skills", "level", 1, 5),
    known_project("required_skills"),
    _scale("required_skills", "level", 1, 5),
    Rows("required_skills").between(
        "people", 0, None, "Nobody needs fewer than no people.", "Correct the number."
    ),
    known_person("training"),
    not_future("training", "completed_on", "A completed course"),
)

OUTCOME: tuple[Promise, ...] = (
    known_project("criteria"),
    _weight("criteria"),
    known_project("feedback"),
    _vocabulary("feedback", "group"),
    _vocabulary("feedback", "channel"),
    Rows("feedback").never(
        "outside_scale",
        "score",
        "it.score < coalesce(it.scale_min, 1) or it.score > coalesce(it.scale_max, 5)",
        SCALE,
        "Correct the score, or the scale beside it (scale_min and scale_max; 1 to 5 if empty).",
        description="score is outside its scale",
    ),
    not_future("feedback", "given_on", "Feedback"),
    known_project("improvement_actions"),
    known_person("improvement_actions", "owner_id", **STAYS, why="Nobody carries it out."),
    not_future("improvement_actions", "done_on", "A finished action"),
    known_project("lessons"),
)

STANDARDS: tuple[Promise, ...] = (
    known_project("gates"),
    _vocabulary("gates", "decision"),
    not_future("gates", "held_on", "A held review"),
    known_project("status_reports"),
    not_future("status_reports", "reported_on", "A report"),
    *(
        _vocabulary("status_reports", column)
        for column in ("overall", "scope", "schedule", "cost", "resources", "risk")
    ),
    known_project("decisions"),
    not_future("decisions", "decided_on", "A decision"),
)

PROMISES: tuple[Promise, ...] = (
    *PROJECTS,
    *PLANS,
    *STRATEGY,
    *RESOURCES,
    *RISK,
    *TEAM,
    *OUTCOME,
    *STANDARDS,
)
