"""The canonical timesheet row; `work_date` is the local date on which the work was done."""

from dataclasses import replace

from extractors.files.tables import FileTable, file_table, files_table, rejects_table
from extractors.landing import Table
from extractors.types import DAY, FLAG, HOURS, INSTANT, INTEGER, TEXT, columns

SOURCE = "timesheets"

_ENTRIES = file_table(
    SOURCE,
    "entries",
    "entry_id",
    "person_id work_date hours",
    entry_id=TEXT,
    person_id=TEXT,
    issue_key=TEXT,
    project_code=TEXT,
    work_date=DAY,
    hours=HOURS,
    billable_hours=HOURS,
    account=TEXT,
    activity=TEXT,
    description=TEXT,
    approval_status=TEXT,
    updated_at=INSTANT,
    replaces_id=TEXT,
    system=TEXT,  # which time recording system says so
    issue_id=TEXT,
    is_billable=FLAG,
    created_at=INSTANT,
    deleted_at=INSTANT,
)
ENTRIES = FileTable(replace(_ENTRIES.table, version=2), _ENTRIES.required)

# Each row is a worklog as it was seen; with `deleted_at`, as it was last seen before it was gone.
TEMPO_WORKLOGS = Table(
    SOURCE,
    "tempo_worklogs",
    columns(
        tempo_worklog_id=TEXT,
        issue_id=TEXT,
        author_id=TEXT,
        work_date=DAY,
        start_time=TEXT,
        seconds=INTEGER,
        billable_seconds=INTEGER,
        account=TEXT,
        activity=TEXT,
        description=TEXT,
        attributes=TEXT,  # JSON object of every work attribute that is filled
        created_at=INSTANT,
        updated_at=INSTANT,
        deleted_at=INSTANT,
        scope=TEXT,  # digest of what was asked for when the row was seen
        digest=TEXT,  # of all above, so that an unchanged worklog does not land again
    ),
    ("tempo_worklog_id",),
)

FILES, REJECTS = files_table(SOURCE), rejects_table(SOURCE)
FILE_TABLES = (ENTRIES,)
TABLES = (*(each.table for each in FILE_TABLES), TEMPO_WORKLOGS, FILES, REJECTS)
