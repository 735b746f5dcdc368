"""What lands of Jira. Ids are numeric strings as Jira sends them; keys change when issues move."""

import pyarrow as pa

from extractors.landing import Table
from extractors.types import DAY, FLAG, INSTANT, INTEGER, NUMBER, TEXT, columns

SOURCE = "jira"


def _table(name: str, /, *key: str, _version: int = 1, **types: pa.DataType) -> Table:
    return Table(SOURCE, name, columns(**types), key, _version)


ISSUES = _table(
    "issues",
    "issue_id",
    _version=2,
    issue_id=TEXT,
    issue_key=TEXT,
    project_id=TEXT,
    project_key=TEXT,
    issue_type=TEXT,
    issue_type_id=TEXT,
    is_subtask=FLAG,
    summary=TEXT,
    priority=TEXT,
    status=TEXT,
    status_id=TEXT,
    status_category=TEXT,  # Jira's key: new, indeterminate, done
    resolution=TEXT,
    assignee_id=TEXT,
    reporter_id=TEXT,
    parent_key=TEXT,
    parent_id=TEXT,
    created_at=INSTANT,
    updated_at=INSTANT,
    resolved_at=INSTANT,
    due_date=DAY,
    story_points=NUMBER,
    original_estimate_seconds=INTEGER,
    remaining_estimate_seconds=INTEGER,
    time_spent_seconds=INTEGER,
    fix_versions=TEXT,  # JSON list of {"id", "name"}
    components=TEXT,  # JSON list of {"id", "name"}
    labels=TEXT,  # JSON list of strings
    sprint_ids=TEXT,  # JSON list of numeric strings
    custom_fields=TEXT,  # JSON object of every custom field but sprints
)
ISSUE_CHANGES = _table(
    "issue_changes",
    "issue_id",
    "history_id",
    "item_index",
    issue_id=TEXT,
    history_id=TEXT,
    item_index=INTEGER,
    author_id=TEXT,
    changed_at=INSTANT,
    field=TEXT,
    field_id=TEXT,
    from_value=TEXT,
    from_string=TEXT,
    to_value=TEXT,
    to_string=TEXT,
)
WORKLOGS = _table(
    "worklogs",
    "worklog_id",
    worklog_id=TEXT,
    issue_id=TEXT,
    author_id=TEXT,
    started_at=INSTANT,
    work_date=DAY,  # local date of the worklog's own offset
    created_at=INSTANT,
    updated_at=INSTANT,
    seconds=INTEGER,
    comment=TEXT,
)
PROJECTS = _table(
    "projects",
    "project_id",
    project_id=TEXT,
    project_key=TEXT,
    name=TEXT,
    project_type=TEXT,
    style=TEXT,
    lead_id=TEXT,
    category=TEXT,
    is_archived=FLAG,
    is_deleted=FLAG,
)
VERSIONS = _table(
    "versions",
    "version_id",
    version_id=TEXT,
    project_id=TEXT,
    name=TEXT,
    description=TEXT,
    is_released=FLAG,
    is_archived=FLAG,
    start_date=DAY,
    release_date=DAY,
)
BOARDS = _table(
    "boards",
    "board_id",
    board_id=TEXT,
    name=TEXT,
    board_type=TEXT,
    project_id=TEXT,
    project_key=TEXT,
)
SPRINTS = _table(
    "sprints",
    "sprint_id",
    sprint_id=TEXT,
    board_id=TEXT,
    name=TEXT,
    state=TEXT,  # future, active, closed
    goal=TEXT,
    start_at=INSTANT,
    end_at=INSTANT,
    completed_at=INSTANT,
)
USERS = _table(
    "users",
    "account_id",
    account_id=TEXT,
    display_name=TEXT,
    email=TEXT,
    account_type=TEXT,
    time_zone=TEXT,
    is_active=FLAG,
)
STATUSES = _table(
    "statuses",
    "status_id",
    status_id=TEXT,
    name=TEXT,
    status_category=TEXT,
    status_category_name=TEXT,
    project_id=TEXT,
)
FIELDS = _table(
    "fields",
    "field_id",
    field_id=TEXT,
    name=TEXT,
    is_custom=FLAG,
    schema_type=TEXT,
    schema_custom=TEXT,
)
# Which custom field fills which target; whole whenever it changed, so the newest batch counts.
FIELD_MAPPING = _table(
    "field_mapping",
    "target",
    "preference",
    target=TEXT,
    preference=INTEGER,  # 1 is asked first
    field_id=TEXT,  # empty: no field fills the target
    field_name=TEXT,
    schema_type=TEXT,
)
ISSUE_LINKS = _table(
    "issue_links",
    "link_id",
    link_id=TEXT,
    link_type=TEXT,
    outward=TEXT,
    inward=TEXT,
    from_issue_id=TEXT,
    from_issue_key=TEXT,
    to_issue_id=TEXT,
    to_issue_key=TEXT,
)
COMPONENTS = _table(
    "components",
    "component_id",
    component_id=TEXT,
    project_id=TEXT,
    name=TEXT,
    description=TEXT,
    lead_id=TEXT,
)
PRIORITIES = _table(
    "priorities",
    "priority_id",
    priority_id=TEXT,
    name=TEXT,
    rank=INTEGER,  # position in Jira's own order, 1 the most urgent
)
GROUPS = _table("groups", "group_id", group_id=TEXT, name=TEXT)
GROUP_MEMBERS = _table("group_members", "group_id", "account_id", group_id=TEXT, account_id=TEXT)
# What Jira does not show any more: worklogs that `worklog/deleted` names, and what the census of
# ids misses or finds again.
DELETIONS = _table(
    "deletions",
    "entity",
    "entity_id",
    _version=2,
    entity=TEXT,  # worklog, issue
    entity_id=TEXT,
    reason=TEXT,
    deleted_at=INSTANT,
    # deleted, moved, archived, access_lost, unobserved; present when it was seen again
    classification=TEXT,
    project_key=TEXT,
    issue_key=TEXT,
)
# How many issues of a project Jira counts, once a project and batch.
ISSUE_COUNTS = _table(
    "issue_counts",
    "project_key",
    project_key=TEXT,
    issues=INTEGER,
    basis=TEXT,  # census: every id was listed; count: Jira's own number
    observed_at=INSTANT,
)
# Answers that could not be read as what they should be: kept whole, never dropped.
REJECTS = _table(
    "rejects",
    "table_name",
    "entity_id",
    table_name=TEXT,
    entity_id=TEXT,
    column_name=TEXT,
    value=TEXT,
    reason=TEXT,
    fix=TEXT,
    row_json=TEXT,
)

TABLES = (
    ISSUES,
    ISSUE_CHANGES,
    WORKLOGS,
    PROJECTS,
    VERSIONS,
    BOARDS,
    SPRINTS,
    USERS,
    STATUSES,
    FIELDS,
    FIELD_MAPPING,
    COMPONENTS,
    PRIORITIES,
    GROUPS,
    GROUP_MEMBERS,
    ISSUE_LINKS,
    DELETIONS,
    ISSUE_COUNTS,
    REJECTS,
)
