"""What Jira promises: issues with their history, and the work logged on them."""

from expectations.promises import FLAGGED, WARNING, Promise, Rows
from expectations.suites.common import EARLIEST, PEOPLE, PROJECTS, not_future

ISSUES, WORKLOGS, CHANGES = Rows("issues"), Rows("worklogs"), Rows("issue_changes")
MEND = "Open the issue in Jira and correct it there."
INCOMPLETE = "Without it the issue belongs to no project and no day of the report."
DAY_SECONDS = 24 * 60 * 60


SETTLED = "coalesce(it.updated_at <= (select until from gate.settled), true)"


def _once_settled(condition: str) -> str:
    """Leave an issue that was edited while it was extracted to the next night."""
    return f"{condition} and {SETTLED}"


# Histories order by time; within one second by their numeric id, then by item. A change that is
# newer than what is known of the issue says only that the issue is about to be read again.
LAST_STATUS = _once_settled("""exists (
    select 1
    from (
        select
            issue_id,
            arg_max(to_value, (changed_at, try_cast(history_id as bigint), item_index)) as id,
            arg_max(to_string, (changed_at, try_cast(history_id as bigint), item_index)) as name,
            max(changed_at) as changed_at
        from jira.issue_changes
        where lower(field) = 'status'
        group by issue_id
    ) as last
    where last.issue_id = it.issue_id
    and last.name is distinct from it.status
    and last.id is distinct from it.status_id
    and coalesce(last.changed_at <= it.updated_at, true)
)""")
LOGGED = _once_settled("""coalesce(it.time_spent_seconds, 0) <> coalesce((
    select sum(logged.seconds) from jira.worklogs as logged where logged.issue_id = it.issue_id
), 0)""")
# The changelog counts up and down what was logged; only issues that it ever counted are compared.
COUNTED = _once_settled("""exists (
    select 1
    from (
        select
            issue_id,
            arg_max(
                coalesce(nullif(to_value, ''), '0'),
                (changed_at, try_cast(history_id as bigint), item_index)
            ) as seconds,
            max(changed_at) as changed_at
        from jira.issue_changes
        where lower(coalesce(field_id, field)) = 'timespent'
        group by issue_id
    ) as last
    where last.issue_id = it.issue_id
    and try_cast(last.seconds as double) <> coalesce(it.time_spent_seconds, 0)
    and coalesce(last.changed_at <= it.updated_at, true)
)""")
OVERFULL_DAY = """(it.author_id, it.work_date) in (
    select (author_id, work_date) from jira.worklogs
    where seconds between 0 and 86400
    group by author_id, work_date having sum(seconds) > 86400
) and it.seconds between 0 and 86400"""

PROMISES: tuple[Promise, ...] = (
    ISSUES.not_empty(
        "no issue has landed",
        "A Jira without issues has always been an account without permission.",
        "Check that the account may browse the projects, run `pmo extract jira`, then again.",
    ),
    ISSUES.filled("issue_key", INCOMPLETE, MEND),
    ISSUES.filled("project_key", INCOMPLETE, MEND),
    ISSUES.filled("status", INCOMPLETE, MEND),
    ISSUES.filled("created_at", INCOMPLETE, MEND),
    not_future("issues", "created_at", "An issue's creation", tolerance_days=1),
    ISSUES.never(
        "resolved_before_created",
        "resolved_at",
        "it.resolved_at < it.created_at",
        "Its lead time would be negative and pull the average down.",
        "Correct the resolution date in Jira; imports often set it.",
        description="resolved_at is before created_at",
    ),
    ISSUES.between(
        "story_points",
        0,
        100,
        "One such estimate outweighs a team's whole backlog, and with it the earned value.",
        "Correct the estimate in Jira.",
    ),
    ISSUES.one_of(
        "status_category",
        ("new", "indeterminate", "done"),
        "Work in such a status counts as in progress, whatever it is.",
        "Give the status a category in Jira's workflow settings.",
        severity=WARNING,
        disposition=FLAGGED,
    ),
    ISSUES.never(
        "unclaimed_jira_project",
        "project_key",
        "upper(it.project_key) not in (select jira_project_key from gate.claimed_jira_projects)",
        "Its work is reported as unallocated, under no project.",
        "Name the Jira project in `jira_project_keys` of the register `projects`.",
        description="project_key is claimed by no project of the register",
        severity=WARNING,
        disposition=FLAGGED,
        needs=(PROJECTS,),
    ),
    ISSUES.never(
        "status_differs_from_history",
        "status",
        LAST_STATUS,
        "The history says another status than the issue, so flow and cycle time may be wrong.",
        "Read the issue again with `pmo extract jira`; if it stays, its history was edited.",
        description="the last status of the changelog is not the issue's status",
        severity=WARNING,
        disposition=FLAGGED,
        needs=("jira.issue_changes",),
    ),
    ISSUES.never(
        "time_spent_differs",
        "time_spent_seconds",
        LOGGED,
        "Hours by person and hours by issue disagree; labour cost follows the worklogs.",
        "Look for worklogs that were moved, hidden or deleted on this issue.",
        description="time spent is not the sum of the worklogs",
        severity=WARNING,
        disposition=FLAGGED,
        needs=("jira.worklogs",),
    ),
    ISSUES.never(
        "time_spent_differs_from_history",
        "time_spent_seconds",
        COUNTED,
        "The changelog counts other hours than the issue: a change or a worklog was not read.",
        "Compare the issue's history in Jira with its worklogs; an import may have written either.",
        description="the last time spent of the changelog is not the issue's time spent",
        severity=WARNING,
        disposition=FLAGGED,
        needs=("jira.issue_changes",),
    ),
    WORKLOGS.filled("work_date", "Hours without a day cost nothing and count nowhere.", MEND),
    WORKLOGS.between(
        "seconds",
        1,
        DAY_SECONDS,
        "Nobody works less than nothing or more than 24 hours in one entry.",
        "Correct the worklog in Jira, or split it over its days.",
    ),
    WORKLOGS.never(
        "overfull_day",
        "seconds",
        OVERFULL_DAY,
        "No day has more than 24 hours; none of the person's entries of it can be trusted.",
        "Ask the person to correct that day's worklogs.",
        description="a person logged more than 24 hours on one day",
    ),
    not_future("worklogs", "work_date", "Work", tolerance_days=1),
    WORKLOGS.never(
        "before_portfolio",
        "work_date",
        f"it.work_date < date '{EARLIEST}'",
        "A typing error in the year puts the cost outside every period.",
        "Correct the worklog's date in Jira.",
        description=f"work_date is before {EARLIEST}",
    ),
    WORKLOGS.never(
        "unknown_issue",
        "issue_id",
        "not exists (select 1 from jira.issues as known where known.issue_id = it.issue_id)",
        "Its hours can be placed under no project.",
        "Let the account see the issue's project, or delete the worklog.",
        description="issue_id is no landed issue",
        severity=WARNING,
        disposition=FLAGGED,
        needs=("jira.issues",),
    ),
    WORKLOGS.never(
        "unknown_person",
        "author_id",
        "not exists (select 1 from gate.named_people as known "
        "where known.jira_account_id = it.author_id)",
        "The hours count, but nobody's cost rate can be found for them.",
        "Enter the account in `jira_account_id` of the register `people`.",
        description="author_id is in no row of the register `people`",
        severity=WARNING,
        disposition=FLAGGED,
        needs=(PEOPLE,),
    ),
    CHANGES.filled("changed_at", "A change without a time cannot be placed in the history.", MEND),
    not_future("issue_changes", "changed_at", "A change", tolerance_days=1),
)
