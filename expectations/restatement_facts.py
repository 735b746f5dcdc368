"""Which landed facts can change which closed figures, and whom and when each speaks of."""

from dataclasses import dataclass

# Where a landed row `it` does not name its project, these scratch tables do (see the causes).
BY_ISSUE = "inner join projects_of_issue as place on it.issue_id = place.issue_id"
BY_CURRENCY = (
    "inner join projects_of_currency as place on place.currency in "
    "(upper(it.from_currency), upper(it.to_currency))"
)
BY_RATE = (
    "inner join projects_of_person as place "
    "on it.person_id = place.person_id or (it.person_id is null and it.role = place.role)"
)
BY_PERSON = "inner join projects_of_person as place on it.person_id = place.person_id"
BY_ENTRY = "left join projects_of_entry as place on it.entry_id = place.entry_id"
BY_DELETION = "inner join projects_of_deletion as place on it.entity_id = place.entity_id"


@dataclass(frozen=True)
class Fact:
    """A landing table as a cause: what a new or changed row of it is called.

    `day` and `period` are SQL over the landed row `it`, of an instant by the macro `local_day`;
    `content` names the columns in which a change counts, all if empty.
    """

    table: str
    noun: str
    added: str
    changed: str
    day: str = "null"
    period: str = "null"
    category: str = "null"
    join: str = ""
    project: str = "it.project_code"
    content: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """Return the source system."""
        return self.table.partition(".")[0]

    @property
    def name(self) -> str:
        """Return the table's name within its source."""
        return self.table.partition(".")[2]


PLACED = "place.project_code"
FACTS = {
    fact.table: fact
    for fact in (
        Fact(
            "finance.actuals",
            "ledger postings",
            "late posting",
            "corrected ledger",
            day="it.posting_date",
            category="lower(trim(it.cost_category))",
        ),
        Fact(
            "finance.commitments",
            "orders",
            "late order",
            "corrected order",
            day="it.order_date",
            category="lower(trim(it.cost_category))",
            content=("order_date", "project_code", "cost_category", "amount", "currency"),
        ),
        Fact(
            "finance.budgets",
            "budget lines",
            "changed budget",
            "changed budget",
            period="trim(it.fiscal_period)",
            category="lower(trim(it.cost_category))",
        ),
        Fact(
            "finance.fx_rates",
            "exchange rates",
            "changed exchange rate",
            "changed exchange rate",
            join=BY_CURRENCY,
            project=PLACED,
        ),
        Fact(
            "finance.rates",
            "cost rates",
            "changed cost rate",
            "changed cost rate",
            join=BY_RATE,
            project=PLACED,
        ),
        Fact(
            "timesheets.entries",
            "timesheet entries",
            "late timesheet",
            "corrected timesheet",
            day="it.work_date",
            join=BY_ENTRY,
            project="coalesce(place.project_code, it.project_code, '')",
        ),
        Fact(
            "timesheets.tempo_worklogs",
            "Tempo worklogs",
            "late worklog",
            "corrected worklog",
            day="it.work_date",
            join=BY_ISSUE,
            project=PLACED,
            content=("issue_id", "author_id", "work_date", "seconds", "deleted_at"),
        ),
        Fact(
            "jira.worklogs",
            "Jira worklogs",
            "late worklog",
            "corrected worklog",
            day="it.work_date",
            join=BY_ISSUE,
            project=PLACED,
            content=("issue_id", "author_id", "work_date", "seconds"),
        ),
        Fact(
            "jira.issues",
            "issues",
            "late issue",
            "re-keyed issue",
            day="local_day(it.created_at)",
            join=BY_ISSUE,
            project=PLACED,
            content=("project_key", "created_at"),
        ),
        Fact(
            "jira.issue_changes",
            "changes of issues",
            "late history",
            "corrected history",
            day="local_day(it.changed_at)",
            join=BY_ISSUE,
            project=PLACED,
        ),
        Fact(
            "jira.deletions",
            "deletions",
            "deletion",
            "deletion",
            join=BY_DELETION,
            project=PLACED,
            content=("classification",),
        ),
        Fact(
            "registers.baselines",
            "baseline lines",
            "re-baseline",
            "corrected baseline",
            day="it.effective_from",
        ),
        Fact(
            "registers.progress",
            "progress reports",
            "late progress",
            "corrected progress",
            "it.as_of",
        ),
        Fact(
            "registers.milestones",
            "milestone observations",
            "late observation",
            "corrected observation",
            day="it.observed_on",
        ),
        Fact(
            "registers.risks",
            "risk observations",
            "late observation",
            "corrected observation",
            day="it.observed_on",
        ),
        Fact("registers.feedback", "answers", "late answer", "corrected answer", "it.given_on"),
        Fact(
            "registers.allocations",
            "allocations",
            "changed allocation",
            "changed allocation",
        ),
        Fact(
            "registers.capacity",
            "capacities",
            "changed capacity",
            "changed capacity",
            join=BY_PERSON,
            project=PLACED,
        ),
        Fact(
            "registers.leave",
            "leave",
            "changed leave",
            "changed leave",
            join=BY_PERSON,
            project=PLACED,
        ),
        Fact(
            "registers.people",
            "people",
            "changed register of people",
            "changed register of people",
            join=BY_PERSON,
            project=PLACED,
        ),
        Fact(
            "registers.projects",
            "projects of the register",
            "changed register of projects",
            "changed register of projects",
        ),
    )
}

COST = ("finance.actuals", "finance.commitments", "finance.fx_rates", "registers.projects")
TIME = (
    "timesheets.entries",
    "timesheets.tempo_worklogs",
    "jira.worklogs",
    "jira.issues",
    "jira.deletions",
    "finance.rates",
    "finance.fx_rates",
    "registers.people",
    "registers.projects",
)
FLOW = ("jira.issues", "jira.issue_changes", "jira.deletions", "registers.projects")
PLAN = ("registers.baselines", "finance.fx_rates", "registers.projects")
EARNED = (
    *PLAN,
    *FLOW,
    *TIME,
    "registers.progress",
    "registers.milestones",
    "registers.allocations",
)
BY_MART = {
    "fct_cost": COST,
    "fct_timesheet": TIME,
    "fct_budget": ("finance.budgets", "finance.fx_rates", "registers.projects"),
    "fct_project_flow_daily": FLOW,
    "fct_risk_daily": ("registers.risks", "finance.fx_rates", "registers.projects"),
}
BY_COLUMN = {
    **dict.fromkeys(("pv", "bac", "percent_planned", "planned_duration", "actual_time"), PLAN),
    "baseline_version": PLAN,
    **dict.fromkeys(("ev", "sv", "spi", "percent_complete"), EARNED),
    **dict.fromkeys(
        (
            "earned_schedule",
            "spi_t",
            "sv_t",
            "forecast_duration",
            "forecast_duration_rest_as_planned",
            "forecast_duration_jacob",
            "forecast_duration_anbari",
        ),
        EARNED,
    ),
    "forecast_finish_date": EARNED,
    "ac": (*COST, *TIME),
    "ev_method": ("registers.projects",),
    **dict.fromkeys(("scope_rag", "scope_value", "quality_rag", "quality_value"), FLOW),
    **dict.fromkeys(("schedule_rag", "schedule_value"), EARNED),
    **dict.fromkeys(("risk_rag", "risk_value"), ("registers.risks", "registers.projects")),
    **dict.fromkeys(
        ("satisfaction_rag", "satisfaction_value"), ("registers.feedback", "registers.projects")
    ),
    **dict.fromkeys(
        ("resources_rag", "resources_value"),
        (
            "registers.allocations",
            "registers.capacity",
            "registers.leave",
            "registers.people",
            "registers.projects",
        ),
    ),
}


def facts_behind(mart: str, column: str) -> tuple[str, ...]:
    """Return the landing tables that can change the figure `mart.column`."""
    found = BY_MART.get(mart) or BY_COLUMN.get(column) or tuple(FACTS)
    return tuple(dict.fromkeys(found))
