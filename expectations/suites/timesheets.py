"""What time recording systems promise beside Jira's own worklogs."""

from expectations.landing_views import CANCELLED, OTHERS, REJECTED, listed
from expectations.promises import FLAGGED, WARNING, Promise, Rows
from expectations.suites.common import EARLIEST, PEOPLE, PROJECTS, not_future

ENTRIES, WORKLOGS = Rows("entries"), Rows("tempo_worklogs")
TEMPO = "timesheets.tempo_worklogs"
CORRECT = "Ask the person to correct the entry, then export again."
CORRECT_IN_TEMPO = "Ask the person to correct the worklog in Tempo."

# An entry and the one that corrects it are not worked one after the other.
OVERFULL_DAY = """(it.person_id, it.work_date) in (
    select (person_id, work_date) from gate.counted_entries
    where hours between 0 and 24 and (_copy_number = 1 or _has_conflict)
    group by person_id, work_date having sum(hours) > 24
) and it.hours between 0 and 24
and it.entry_id in (select entry_id from gate.counted_entries)"""
OVERFULL_TEMPO_DAY = """it.deleted_at is null and (it.author_id, it.work_date) in (
    select (author_id, work_date) from timesheets.tempo_worklogs
    where deleted_at is null and seconds between 1 and 86400
    group by author_id, work_date having sum(seconds) > 86400
) and it.seconds between 1 and 86400"""
UNKNOWN_PERSON = """not exists (
    select 1 from gate.identities as known where known.identity = lower(trim(it."{column}"))
)"""
UNKNOWN_PROJECT = """it.project_code is not null and not exists (
    select 1 from gate.named_projects as known
    where known.project_code = it.project_code
    or lower(trim(known.name)) = lower(trim(it.project_code))
)"""
UNKNOWN_APPROVAL = (
    "it.approval_status is not null and lower(trim(it.approval_status)) "
    f"not in ({listed((*OTHERS, *REJECTED, *CANCELLED))})"
)
CIRCULAR = """exists (
    select 1 from gate.entry_chains as chain
    where chain.entry_id = it.entry_id and chain.earlier_id = it.entry_id
)"""
# The same work on the same issue; or, without an issue, on the project that claims the issue's.
BOOKED_TWICE = """it.entry_id in (select entry_id from gate.counted_entries) and exists (
    select 1 from gate.booked_elsewhere as other
    inner join gate.identities as known on known.identity = lower(trim(it.person_id))
    where other.person_id = known.person_id and other.work_date = it.work_date
    and other.seconds = round(it.hours * 3600)
    and (
        other.issue_key = upper(it.issue_key) or other.issue_id = it.issue_id
        or (it.issue_key is null and it.issue_id is null and exists (
            select 1 from registers.projects as booked
            where booked.project_code = it.project_code and list_contains(
                regexp_split_to_array(upper(booked.jira_project_keys), '[,;\\s]+'),
                other.jira_project_key
            )
        ))
    )
)"""
ALSO_IN_JIRA = """it.deleted_at is null and exists (
    select 1 from gate.booked_elsewhere as other
    where other.system = 'jira' and other.issue_id = it.issue_id
    and other.work_date = it.work_date and other.seconds = it.seconds
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
    ENTRIES.never(
        "unknown_person",
        "person_id",
        UNKNOWN_PERSON.format(column="person_id"),
        "The hours count, but have no cost rate and no department.",
        "Correct the person, or add them (or their e-mail) to the register `people`.",
        description="person_id is not in the register `people`",
        disposition=FLAGGED,
        needs=(PEOPLE,),
    ),
    ENTRIES.never(
        "unknown_project",
        "project_code",
        UNKNOWN_PROJECT,
        "These are real hours that cannot be placed; they are reported as unallocated.",
        "Correct the code, or add the project to the register `projects`.",
        description="project_code is not in the register `projects`",
        severity=WARNING,
        disposition=FLAGGED,
        needs=(PROJECTS,),
    ),
    ENTRIES.never(
        "unknown_issue",
        "issue_key",
        "it.issue_key is not null and not exists "
        "(select 1 from jira.issues as known where known.issue_key = upper(it.issue_key))",
        "The hours count for the project but for no issue.",
        "Correct the key; an issue that was moved has a new one.",
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
    ENTRIES.never(
        "unknown_approval",
        "approval_status",
        UNKNOWN_APPROVAL,
        "Its hours count, which is wrong if the word means rejected or cancelled.",
        f"Map it in the layout to one of {', '.join((*OTHERS, REJECTED[0], CANCELLED[0]))}.",
        description="approval_status is a word that nobody knows",
        severity=WARNING,
        disposition=FLAGGED,
    ),
    ENTRIES.never(
        "corrected_in_a_circle",
        "replaces_id",
        CIRCULAR,
        "Nobody can tell which entry of the circle is the last, so all of them count.",
        "Correct `replaces_id` of one of them.",
        description="replaces_id leads back to the entry itself",
        severity=WARNING,
        disposition=FLAGGED,
    ),
    ENTRIES.never(
        "unknown_predecessor",
        "replaces_id",
        "it.replaces_id is not null and not exists (select 1 from timesheets.entries as known "
        "where known.entry_id = it.replaces_id)",
        "The entry counts; if the one it corrects was delivered under another id, both do.",
        "Export the time before as well, or correct `replaces_id`.",
        description="replaces_id names no delivered entry",
        severity=WARNING,
        disposition=FLAGGED,
    ),
    ENTRIES.never(
        "booked_twice",
        "hours",
        BOOKED_TWICE,
        "The same hours of a person and day also stand in Tempo or in Jira's worklogs: they cost "
        "twice.",
        "Book in one system only; where that is not Jira, set timesheets.jira_worklogs: ignored.",
        description="the same work is booked in Tempo or Jira too",
        severity=WARNING,
        disposition=FLAGGED,
        needs=(PEOPLE, PROJECTS),
    ),
    WORKLOGS.never(
        "impossible_length",
        "seconds",
        "it.deleted_at is null and not coalesce(it.seconds between 1 and 86400, false)",
        "Nobody works less than nothing or more than 24 hours in one entry.",
        CORRECT_IN_TEMPO,
        description="seconds is not between 1 and 86400",
    ),
    WORKLOGS.never(
        "overfull_day",
        "seconds",
        OVERFULL_TEMPO_DAY,
        "No day has more than 24 hours; none of the person's worklogs of it can be trusted.",
        CORRECT_IN_TEMPO,
        description="a person booked more than 24 hours on one day",
    ),
    WORKLOGS.never(
        "far_ahead",
        "work_date",
        "it.deleted_at is null "
        "and it.work_date > (select as_of + interval 366 day from gate.today)",
        "People book ahead, but not that far: a typing error in the year.",
        CORRECT_IN_TEMPO,
        description="work_date is more than a year ahead",
    ),
    WORKLOGS.never(
        "before_portfolio",
        "work_date",
        f"it.deleted_at is null and it.work_date < date '{EARLIEST}'",
        "A typing error in the year puts the cost outside every period.",
        CORRECT_IN_TEMPO,
        description=f"work_date is before {EARLIEST}",
    ),
    WORKLOGS.never(
        "unknown_issue",
        "issue_id",
        "it.deleted_at is null and not exists "
        "(select 1 from jira.issues as known where known.issue_id = it.issue_id)",
        "Its hours can be placed under no project.",
        "Let Jira's account see the issue's project, or delete the worklog in Tempo.",
        description="issue_id is no landed issue",
        severity=WARNING,
        disposition=FLAGGED,
        needs=("jira.issues",),
    ),
    WORKLOGS.never(
        "unknown_person",
        "author_id",
        "it.deleted_at is null and " + UNKNOWN_PERSON.format(column="author_id"),
        "The hours count, but nobody's cost rate can be found for them.",
        "Enter the account in `jira_account_id` of the register `people`.",
        description="author_id is in no row of the register `people`",
        severity=WARNING,
        disposition=FLAGGED,
        needs=(PEOPLE,),
    ),
    WORKLOGS.never(
        "also_in_jira",
        "seconds",
        ALSO_IN_JIRA,
        "Tempo writes a copy of each worklog into Jira; where both count, hours cost twice.",
        "Set timesheets.jira_worklogs: ignored, or name the Tempo app's account in "
        "timesheets.tempo.app_accounts.",
        description="the same time stands on the issue in Jira's worklogs, which count too",
        severity=WARNING,
        disposition=FLAGGED,
    ),
)
