"""How the rows of a landing become those of another organisation: by new ids, column by column.

Each copy has a number of three digits. Numeric ids end in it (they stay numbers, and lists of them
can be rewritten in place), names and keys carry it behind; all else stays as it is.
"""

from extractors.landing import Table

# Numeric ids of Jira, also where a column lists several.
NUMBERED = {
    *("issue_id", "from_issue_id", "to_issue_id", "parent_id", "project_id", "history_id"),
    *("worklog_id", "version_id", "board_id", "sprint_id", "component_id", "link_id"),
    *("entity_id", "sprint_ids"),
}
# Lists of objects that have such an id.
OBJECTS = {"fix_versions", "components"}
# Keys of Jira's projects and issues, also where a column lists several.
KEYED = {
    *("project_key", "issue_key", "parent_key", "from_issue_key", "to_issue_key"),
    "jira_project_keys",
}
# Names that a person, a system or a register gave.
NAMED = {
    *("author_id", "assignee_id", "reporter_id", "lead_id", "account_id", "jira_account_id"),
    *("person_id", "owner_id", "manager_id", "reported_by"),
    *("project_code", "from_project", "to_project", "milestone_id", "from_milestone"),
    *("to_milestone", "risk_id", "response_id", "action_id", "lesson_id", "decision_id"),
    *("dependency_id", "entry_id", "replaces_id", "document_id", "order_id"),
}
# Lists that every project shares, though a column says whose they could be.
SHARED = {("jira", "statuses"), ("finance", "rates"), ("registers", "objectives")}
# Of these, the whole organisation has one name each.
PROPER_NAMES = {("registers", "projects"), ("registers", "people")}
LEFT_OUT = {"rejects"}  # what could not be read
# Changes to estimates and booked time are half of the demo's changelog. Of seven issues in ten
# they stay out, which leaves ten changed fields an issue.
TIME_FIELDS = "('timeestimate', 'timespent')"
TIMED_ISSUE = "cast(issue_id as bigint) % 10 < 3"


def is_copied(table: Table) -> bool:
    """Whether each copy has rows of its own in `table`."""
    return (table.source, table.name) not in SHARED and bool(
        (NUMBERED | OBJECTS | KEYED | NAMED) & set(table.columns.names)
    )


def rows_of_copy(table: Table) -> str:
    """Return the condition under which a row is copied at all, as SQL."""
    if table.name != "issue_changes":
        return "true"
    return f"field not in {TIME_FIELDS} or {TIMED_ISSUE}"


def columns_of_copy(table: Table, number: str) -> list[str]:
    """Return the columns of a copy as SQL; `number` is the expression of its three digits."""
    return [
        f"{_column(table, name, number)} as {_quoted(name)}"
        for name in table.schema.names
        if name not in {"_batch_id", "_row_number", "_extracted_at"}
    ]


def _column(table: Table, name: str, number: str) -> str:
    """Return the column `name` of a copy as SQL."""
    column = _quoted(name)
    if not is_copied(table):
        return column
    if table.name == "issue_changes" and name in {"from_value", "to_value"}:
        return (
            f"case when field in ('Sprint', 'Fix Version') then {_numbered(column, number)} "
            f"when field = 'assignee' then {_named(column, number)} else {column} end"
        )
    if name == "name" and (table.source, table.name) in PROPER_NAMES:
        return _named(column, f"' ' || {number}")
    for names, rewritten in ((NUMBERED, _numbered), (KEYED, _keyed), (NAMED, _named)):
        if name in names:
            return rewritten(column, number)
    return _objects(column, number) if name in OBJECTS else column


def _keyed(column: str, number: str) -> str:
    return f"regexp_replace({column}, '([A-Z][A-Z0-9]*)', '\\1' || {number}, 'g')"


def _objects(column: str, number: str) -> str:
    return f"""regexp_replace({column}, '("id": "[0-9]+)', '\\1' || {number}, 'g')"""


def _numbered(column: str, number: str) -> str:
    return f"regexp_replace({column}, '([0-9]+)', '\\1' || {number}, 'g')"


def _named(column: str, number: str) -> str:
    return f"nullif({column}, '') || {number}"


def _quoted(name: str) -> str:
    return f'"{name}"'
