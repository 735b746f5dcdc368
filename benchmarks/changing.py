"""What a night brings in which a share of the issues was worked on.

Each issue that changed was taken up again, by somebody else, at another priority, and an hour was
booked on it: three changed fields and a worklog.
"""

from collections.abc import Callable

from extractors.jira import tables
from extractors.landing import Table

MOMENT = "timestamptz '2026-06-30 14:20:00+00'"
STARTED = "('3', 'In Progress')"
# The changed fields: name, and the value and text before and after.
CHANGES = (
    ("status", "status_id", "status", "'3'", "'In Progress'"),
    ("assignee", "assignee_id", "assignee_id", "reporter_id", "reporter_id"),
    ("priority", "priority", "priority", "'Highest'", "'Highest'"),
)


def changed_rows(table: Table, landed: Callable[[Table], str], share: float) -> str:
    """Return the rows that such a night lands in `table`, as a query; "" for none.

    `landed` names the rows of a table as they landed before.
    """
    every = round(1 / share)
    issues = f"(select * from {landed(tables.ISSUES)} where {_number()} % {every} = 0)"
    if table is tables.ISSUES:
        return f"""
            select * exclude (_batch_id, _row_number, _extracted_at) replace (
                '3' as status_id, 'In Progress' as status, 'indeterminate' as status_category,
                cast(null as varchar) as resolution,
                cast(null as timestamptz) as resolved_at, reporter_id as assignee_id,
                'Highest' as priority, {MOMENT} as updated_at
            )
            from {issues}
        """
    if table is tables.ISSUE_CHANGES:
        return " union all ".join(
            f"""
            select
                issue_id, '9' || issue_id || '{item}' as history_id, {item} as item_index,
                reporter_id as author_id, {MOMENT} as changed_at,
                '{field}' as field, '{field}' as field_id,
                {before} as from_value, {before_text} as from_string,
                {after} as to_value, {after_text} as to_string
            from {issues}
            """
            for item, (field, before, before_text, after, after_text) in enumerate(CHANGES)
        )
    if table is tables.WORKLOGS:
        return f"""
            select
                '9' || issue_id as worklog_id, issue_id, reporter_id as author_id,
                {MOMENT} as started_at, cast({MOMENT} as date) as work_date,
                {MOMENT} as created_at, {MOMENT} as updated_at, 3600 as seconds
            from {issues}
        """
    return ""


def _number() -> str:
    """Return the number of an issue, which every copy has alike, plus that of its copy."""
    return "(cast(issue_id as bigint) // 1000 + cast(issue_id as bigint) % 1000)"
