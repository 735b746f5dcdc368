"""What the time recording system promises beside Jira's own worklogs."""

from expectations.promises import FLAGGED, WARNING, Promise, Rows
from expectations.suites.common import (
    PROJECTS,
    known_person,
    known_project,
    not_future,
)

ENTRIES = Rows("entries")
CORRECT = "Ask the person to correct the entry, then export again."
OVERFULL_DAY = """(it.person_id, it.work_date) in (
    select (person_id, work_date) from timesheets.entries
    where hours between 0 and 24 and (_copy_number = 1 or _has_conflict)
    group by person_id, work_date having sum(hours) > 24
) and it.hours between 0 and 24"""
# Jira answers to the keys that an issue had before it moved, and so do the models.
UNKNOWN_ISSUE = """it.issue_key is not null and upper(it.issue_key) not in (
    select upper(issue_key) from jira.issues where issue_key is not null
    union all
    select upper(from_string) from jira.issue_changes
    where lower(field) = 'key' and from_string is not null
)"""

PROMISES: tuple[Promise, ...] = (
    ENTRIES.between(
        "hours",
        0,
        24,
        "Nobody works less than nothing or more than 24 hours in one entry.",
        CORRECT,
    ),
    ENTRIES.never(
        "overfull_day",
        "hours",
        OVERFULL_DAY,
        "No day has more than 24 hours; none of the person's entries of it can be trusted.",
        CORRECT,
        description="a person booked more than 24 hours on one day",
    ),
    not_future("entries", "work_date", "Work"),
    ENTRIES.never(
        "before_portfolio",
        "work_date",
        "it.work_date < (select portfolio_start - interval 365 day from gate.today)",
        "It lies more than a year before the first project began: a typing error in the year.",
        CORRECT,
        description="work_date is before the portfolio began",
        needs=(PROJECTS,),
    ),
    known_person(
        "entries",
        disposition=FLAGGED,
        why="The hours count, but have no cost rate and no department.",
    ),
    known_project(
        "entries",
        disposition=FLAGGED,
        why="These are real hours that cannot be placed; they are reported as unallocated.",
    ),
    ENTRIES.never(
        "unknown_issue",
        "issue_key",
        UNKNOWN_ISSUE,
        "The hours count for the project but for no issue.",
        "Correct the key, or let Jira's account see the issue's project.",
        description="issue_key is no landed issue",
        severity=WARNING,
        disposition=FLAGGED,
        needs=("jira.issues",),
    ),
    ENTRIES.never(
        "billable_over_hours",
        "billable_hours",
        "it.hours >= 0 and (it.billable_hours > it.hours or it.billable_hours < 0)",
        "More is billed than was worked.",
        CORRECT,
        description="billable_hours is not between 0 and hours",
        severity=WARNING,
        disposition=FLAGGED,
    ),
)
