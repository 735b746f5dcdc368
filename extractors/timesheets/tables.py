"""The canonical timesheet row; `work_date` is the local date on which the work was done."""

from extractors.files.tables import file_table, files_table, rejects_table
from extractors.types import DAY, HOURS, INSTANT, TEXT

SOURCE = "timesheets"

ENTRIES = file_table(
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
)

FILE_TABLES = (ENTRIES,)
TABLES = (*(each.table for each in FILE_TABLES), files_table(SOURCE), rejects_table(SOURCE))
