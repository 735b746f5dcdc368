"""The keys by which landed rows are told apart; the same as staging's in dbt_project.

A test holds them to what the extractors declare.
"""

from dataclasses import dataclass

from pmo.settings import FILE_SOURCES

KEYS: dict[str, dict[str, tuple[str, ...]]] = {
    "jira": {
        "boards": ("board_id",),
        "components": ("component_id",),
        "deletions": ("entity", "entity_id"),
        "field_mapping": ("target", "preference"),
        "fields": ("field_id",),
        "group_members": ("group_id", "account_id"),
        "groups": ("group_id",),
        "issue_changes": ("issue_id", "history_id", "item_index"),
        "issue_counts": ("project_key",),
        "issue_links": ("link_id",),
        "issues": ("issue_id",),
        "priorities": ("priority_id",),
        "projects": ("project_id",),
        "sprints": ("sprint_id",),
        "statuses": ("status_id",),
        "users": ("account_id",),
        "versions": ("version_id",),
        "worklogs": ("worklog_id",),
    },
    "timesheets": {"entries": ("entry_id",), "tempo_worklogs": ("tempo_worklog_id",)},
    "finance": {
        "actuals": ("document_id", "line"),
        "benefits": ("project_code", "benefit", "fiscal_period"),
        "budgets": ("project_code", "version", "version_date", "fiscal_period", "cost_category"),
        "commitments": ("order_id", "line"),
        "fx_rates": ("date", "from_currency", "to_currency"),
        # One of person and role identifies a rate.
        "rates": ("person_id", "role", "valid_from"),
    },
    "registers": {
        "allocations": ("person_id", "project_code", "week_start"),
        "baselines": ("project_code", "baseline_version", "period_end"),
        "calendars": ("calendar", "date"),
        "capacity": ("person_id", "week_start"),
        # Without a project, a criterion is everybody's.
        "criteria": ("project_code", "criterion"),
        "decisions": ("decision_id",),
        "demand": ("project_code", "role", "month"),
        "dependencies": ("dependency_id",),
        "feedback": ("response_id",),
        "gates": ("project_code", "gate"),
        "holidays": ("country", "date"),
        "improvement_actions": ("action_id",),
        "leave": ("leave_id",),
        "lessons": ("lesson_id",),
        "milestones": ("milestone_id", "observed_on"),
        "objectives": ("objective_id",),
        "people": ("person_id",),
        "process_changes": ("change_id",),
        "progress": ("project_code", "as_of"),
        "project_objectives": ("project_code", "objective_id"),
        "projects": ("project_code",),
        "public_holidays": ("country", "date"),
        "required_skills": ("project_code", "skill"),
        "risks": ("risk_id", "observed_on"),
        "skills": ("person_id", "skill"),
        "status_reports": ("project_code", "reported_on"),
        "training": ("person_id", "course"),
    },
}
# Tables that a source of files does not read from files.
ASKED_FOR = frozenset({("registers", "public_holidays"), ("timesheets", "tempo_worklogs")})


@dataclass(frozen=True)
class LandedName:
    """A landing table and its key."""

    source: str
    table: str

    @property
    def key(self) -> tuple[str, ...]:
        """Return the columns that identify a row."""
        return KEYS[self.source][self.table]

    @property
    def is_file(self) -> bool:
        """Return whether the table is read from files, whose newest delivery counts."""
        return self.source in FILE_SOURCES and (self.source, self.table) not in ASKED_FOR

    @property
    def relation(self) -> str:
        """Return the table's name in SQL."""
        return f'{self.source}."{self.table}"'

    def __str__(self) -> str:
        """Return `source.table`."""
        return f"{self.source}.{self.table}"


def names_of(source: str) -> tuple[LandedName, ...]:
    """Return the tables of `source` that hold business rows."""
    return tuple(LandedName(source, table) for table in KEYS[source])
