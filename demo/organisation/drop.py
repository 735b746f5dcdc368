"""Write the whole drop folder: what a PMO's finance and registers would deliver on the as-of day.

Encodings and delimiters differ from file to file, as they do where files come from several
systems: canonical readers must find out by themselves.
"""

from collections.abc import Iterator
from pathlib import Path

from demo.organisation import budgets as budget_files
from demo.organisation import governance, learning, ledger, milestones, rates, risks, surveys
from demo.organisation import registers_people as people
from demo.organisation import registers_plan as planning
from demo.organisation.calendars import holidays
from demo.organisation.defects import planted
from demo.organisation.files import DataSet, data_set, write
from demo.organisation.leave import leave
from demo.organisation.planting import plant
from demo.organisation.timesheets import entries_between, halves
from demo.plan import Plan

FINANCE = (
    data_set(
        "finance/budgets.csv",
        "project_code version version_date fiscal_period cost_category amount currency",
        budget_files.budgets,
    ),
    data_set(
        "finance/actuals.csv",
        "document_id line posting_date project_code cost_category amount currency vendor text "
        "is_labour",
        ledger.actuals,
        encoding="utf-8-sig",
    ),
    data_set(
        "finance/commitments.csv",
        "order_id line order_date delivery_date project_code cost_category amount open_amount "
        "currency vendor",
        ledger.commitments,
        encoding="gb18030",
    ),
    data_set("finance/rates.xlsx", "person_id role valid_from hourly_cost currency", rates.rates),
    data_set("finance/fx_rates.csv", "date from_currency to_currency rate", rates.fx_rates),
    data_set(
        "finance/benefits.xlsx",
        "project_code benefit fiscal_period planned_amount forecast_amount realised_amount "
        "currency",
        budget_files.benefits,
    ),
)
REGISTERS = (
    data_set(
        "registers/projects.xlsx",
        "project_code name programme department sponsor manager_id jira_project_keys jira_jql "
        "method stage priority start_baseline finish_baseline finish_actual currency ev_method "
        "status",
        planning.projects,
    ),
    data_set(
        "registers/baselines.csv",
        "project_code baseline_version effective_from period_end planned_value currency reason",
        planning.baselines,
    ),
    data_set(
        "registers/milestones.xlsx",
        "milestone_id project_code name baseline_date forecast_date actual_date weight gate "
        "observed_on",
        milestones.milestones,
    ),
    data_set(
        "registers/progress.csv", "project_code as_of percent_complete source", planning.progress
    ),
    data_set(
        "registers/dependencies.csv",
        "dependency_id from_project to_project from_milestone to_milestone kind need_by "
        "promised_on status",
        planning.dependencies,
    ),
    data_set(
        "registers/objectives.csv",
        "objective_id name owner weight valid_from valid_to",
        planning.objectives,
    ),
    data_set(
        "registers/project_objectives.csv",
        "project_code objective_id share",
        planning.project_objectives,
    ),
    data_set(
        "registers/people.xlsx",
        "person_id name jira_account_id email department role grade employment_fraction country "
        "active_from active_to",
        people.people,
    ),
    data_set(
        "registers/capacity.csv",
        "person_id week_start capacity_hours absence_hours",
        people.capacity,
    ),
    data_set(
        "registers/allocations.csv",
        "person_id project_code week_start planned_hours valid_from",
        people.allocations,
    ),
    data_set("registers/leave.csv", "leave_id person_id starts_on ends_on day_share kind", leave),
    data_set("registers/demand.csv", "project_code role month hours", people.demand),
    data_set(
        "registers/risks.xlsx",
        "risk_id project_code title category owner_id probability impact cost_impact currency "
        "response response_text residual_probability residual_impact status identified_on due_on "
        "closed_on observed_on",
        risks.risks,
    ),
    data_set("registers/skills.csv", "person_id skill level certified_until", people.skills),
    data_set(
        "registers/required_skills.csv", "project_code skill level people", people.required_skills
    ),
    data_set(
        "registers/training.csv",
        "person_id course skill planned_on completed_on score trainer",
        people.training,
        encoding="utf-16",
        delimiter=";",
    ),
    data_set(
        "registers/criteria.csv", "project_code criterion weight target unit", surveys.criteria
    ),
    data_set(
        "registers/feedback.csv",
        "response_id project_code group channel criterion score scale_min scale_max comment "
        "given_on language",
        surveys.feedback,
    ),
    data_set(
        "registers/improvement_actions.csv",
        "action_id project_code finding source owner_id due_on done_on metric expected_effect",
        learning.improvement_actions,
    ),
    data_set(
        "registers/lessons.csv",
        "lesson_id project_code title category tags what_happened recommendation recorded_on",
        learning.lessons,
    ),
    data_set(
        "registers/gates.csv",
        "project_code gate planned_on held_on decision required_deliverables delivered",
        governance.gates,
    ),
    data_set(
        "registers/process_changes.csv",
        "change_id process description effective_on scope metric",
        governance.process_changes,
    ),
    data_set(
        "registers/status_reports.csv",
        "project_code reported_on reported_by overall scope schedule cost resources risk comment",
        governance.status_reports,
        encoding="cp1252",
        delimiter=";",
    ),
    data_set(
        "registers/decisions.csv",
        "decision_id project_code raised_on decided_on decided_by subject outcome due_on",
        governance.decisions,
    ),
    data_set("registers/holidays.csv", "country date name day_share", holidays),
)


def data_sets(plan: Plan) -> Iterator[DataSet]:
    """Yield every file of the drop folder, in the order in which it is written."""
    yield from FINANCE
    yield from REGISTERS
    for name, first, last in halves(plan):
        yield data_set(
            f"timesheets/{name}.csv",
            "entry_id person_id issue_key project_code work_date hours billable_hours account "
            "activity description approval_status updated_at",
            entries_between(first, last),
        )


def write_drop(plan: Plan, drop: Path) -> list[Path]:
    """Write all files below `drop` and return their paths; equal plans give equal bytes."""
    defects = planted(plan)
    return [
        write(each, plant(each.file, each.rows(plan), defects), drop) for each in data_sets(plan)
    ]
