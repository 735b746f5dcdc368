import copy
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from extractors.jira.drift import mapping_list, mapping_row
from extractors.jira.errors import BadValueError
from extractors.jira.fields import SYSTEM_FIELDS, FieldMap
from extractors.jira.list_rows import (
    board_row,
    component_row,
    field_row,
    group_row,
    member_row,
    priority_row,
    project_row,
    sprint_row,
    status_row,
    user_row,
    version_row,
)
from extractors.jira.rows import change_rows, deletion_row, issue_row, link_row, worklog_row
from extractors.jira.tables import ISSUES, TABLES
from pmo.settings import JiraFields

FIELDS = FieldMap(story_points=("customfield_1", "customfield_2"), sprint=("customfield_3",))
ISSUE = {
    "id": "10001",
    "key": "APO-7",
    "fields": {
        "summary": "Write the report",
        "project": {"id": "10", "key": "APO"},
        "issuetype": {"id": "3", "name": "Story", "subtask": False},
        "priority": {"id": "2", "name": "High"},
        "status": {"id": "5", "name": "Done", "statusCategory": {"id": 3, "key": "done"}},
        "resolution": {"id": "1", "name": "Done"},
        "assignee": {"accountId": "acc-1", "displayName": "Ann"},
        "reporter": None,
        "parent": {"id": "10000", "key": "APO-1"},
        "created": "2026-01-05T23:30:00.000-0500",
        "updated": "2026-02-01T08:00:00.123+0000",
        "resolutiondate": "2026-02-01T08:00:00.000+0000",
        "duedate": "2026-02-15",
        "timeoriginalestimate": 7200,
        "timeestimate": 0,
        "timespent": 5400,
        "fixVersions": [{"id": "77", "name": "1.0", "released": True}],
        "components": [],
        "labels": ["url", "äß"],
        "customfield_1": None,
        "customfield_2": 0.5,
        "customfield_3": [{"id": 4, "name": "Sprint 4"}],
        "customfield_9": {"value": "Gold"},
        "customfield_8": None,
    },
}


def issue(path=None, value=None):
    """Return the issue with what stands at `path` (dotted, below `fields`) replaced."""
    changed = copy.deepcopy(ISSUE)
    if path:
        *way, last = path.split(".")
        below = changed["fields"]
        for name in way:
            below = below[name]
        below[last] = value
    return changed


def test_an_issue_lands_with_every_column():
    row = issue_row(issue(), FIELDS)

    assert set(row) == set(ISSUES.columns.names)
    assert row | {} == {
        "issue_id": "10001",
        "issue_key": "APO-7",
        "project_id": "10",
        "project_key": "APO",
        "issue_type": "Story",
        "issue_type_id": "3",
        "is_subtask": False,
        "summary": "Write the report",
        "priority": "High",
        "status": "Done",
        "status_id": "5",
        "status_category": "done",
        "resolution": "Done",
        "assignee_id": "acc-1",
        "reporter_id": None,
        "parent_key": "APO-1",
        "parent_id": "10000",
        "created_at": datetime(2026, 1, 6, 4, 30, tzinfo=UTC),
        "updated_at": datetime(2026, 2, 1, 8, 0, 0, 123000, tzinfo=UTC),
        "resolved_at": datetime(2026, 2, 1, 8, 0, tzinfo=UTC),
        "due_date": date(2026, 2, 15),
        "story_points": Decimal("0.5"),
        "original_estimate_seconds": 7200,
        "remaining_estimate_seconds": 0,
        "time_spent_seconds": 5400,
        "fix_versions": '[{"id": "77", "name": "1.0"}]',
        "components": "[]",
        "labels": '["url", "äß"]',
        "sprint_ids": '["4"]',
        "custom_fields": '{"customfield_2": 0.5, "customfield_9": {"value": "Gold"}}',
    }


@pytest.mark.parametrize(
    ("path", "value", "column"),
    [
        ("project", None, "project_key"),
        ("project", "APO", "project_id"),
        ("issuetype", None, "issue_type"),
        ("status", {"id": "5"}, "status"),
        ("created", None, "created_at"),
        ("updated", "last week", "updated_at"),
        ("updated", "2026-02-01T08:00:00", "updated_at"),
        ("duedate", "soon", "due_date"),
        ("timespent", "1h 30m", "time_spent_seconds"),
        ("customfield_1", "XL", "story_points"),
        ("customfield_3", "Sprint 4", "sprint_ids"),
        ("labels", "urgent", "labels"),
        ("fixVersions", [5], "fix_versions"),
        ("summary", ["a"], "summary"),
        ("assignee", ["acc-1"], "assignee_id"),
    ],
)
def test_a_malformed_issue_names_the_column(path, value, column):
    with pytest.raises(BadValueError) as refusal:
        issue_row(issue(path, value), FIELDS)
    assert refusal.value.column == column


@pytest.mark.parametrize(
    ("raw", "column"),
    [
        (None, "fields"),
        ("APO-7", "fields"),
        ({"key": "APO-7", "fields": {}}, "issue_id"),
        ({"id": "1", "fields": {}}, "issue_key"),
        ({"id": "1", "key": "APO-7", "fields": []}, "fields"),
    ],
)
def test_what_is_no_issue_at_all_is_refused_too(raw, column):
    with pytest.raises(BadValueError) as refusal:
        issue_row(raw, FIELDS)
    assert refusal.value.column == column


def test_a_link_reads_the_same_from_both_ends():
    kind = {"name": "Blocks", "inward": "is blocked by", "outward": "blocks"}
    near, far = {"id": "1", "key": "A-1"}, {"id": "2", "key": "B-2"}

    outward = link_row(near, {"id": "9", "type": kind, "outwardIssue": far})
    assert outward == link_row(far, {"id": "9", "type": kind, "inwardIssue": near})
    assert outward == {
        "link_id": "9",
        "link_type": "Blocks",
        "outward": "blocks",
        "inward": "is blocked by",
        "from_issue_id": "1",
        "from_issue_key": "A-1",
        "to_issue_id": "2",
        "to_issue_key": "B-2",
    }
    with pytest.raises(BadValueError, match="inwardIssue"):
        link_row(near, {"id": "9", "type": kind})


def test_a_history_gives_a_row_an_item_in_jiras_order():
    history = {
        "id": 501,
        "created": 1767571200000,
        "author": None,
        "items": [
            {"field": "status", "fieldId": "status", "from": "1", "fromString": "To Do", "to": "3"},
            {"field": "IssueParentAssociation", "from": None, "to": 20707, "toString": "K5-1"},
        ],
    }
    first, second = change_rows("10001", history)

    assert first == {
        "issue_id": "10001",
        "history_id": "501",
        "item_index": 0,
        "author_id": None,
        "changed_at": datetime(2026, 1, 5, tzinfo=UTC),
        "field": "status",
        "field_id": "status",
        "from_value": "1",
        "from_string": "To Do",
        "to_value": "3",
        "to_string": None,
    }
    assert (second["item_index"], second["field_id"], second["to_value"]) == (1, None, "20707")


SAID = {
    "from_value": "from",
    "from_string": "fromString",
    "to_value": "to",
    "to_string": "toString",
}


@pytest.mark.parametrize("column", SAID)
@pytest.mark.parametrize(
    ("sent", "landed"), [("", ""), (None, None), ("x", "x"), (7, "7"), (0.5, "0.5")]
)
def test_what_a_change_says_lands_as_text_and_an_empty_text_stays_one(column, sent, landed):
    item = {"field": "x", SAID[column]: sent}
    [row] = change_rows("1", {"id": "5", "created": 1767571200000, "items": [item]})

    assert row[column] == landed
    assert [row[other] for other in SAID if other != column] == [None] * 3


@pytest.mark.parametrize("column", SAID)
@pytest.mark.parametrize("bad", [{"id": "5"}, ["5"], True])
def test_what_a_change_cannot_say_is_refused_by_the_columns_name(column, bad):
    item = {"field": "x", SAID[column]: bad}

    with pytest.raises(BadValueError) as refusal:
        change_rows("1", {"id": "5", "created": 1767571200000, "items": [item]})
    assert refusal.value.column == column


def test_several_items_of_one_field_in_one_history_are_all_kept():
    version = {"field": "Fix Version", "fieldtype": "jira"}  # Data Center says no fieldId
    items = [
        version | {"to": "77", "toString": "1.0"},
        version | {"to": "78", "toString": "1.1"},
        version | {"to": "78", "toString": "1.1"},
    ]
    rows = change_rows("1", {"id": "5", "created": "2026-01-05T00:00:00Z", "items": items})

    assert [(row["item_index"], row["to_value"], row["field_id"]) for row in rows] == [
        (0, "77", None),
        (1, "78", None),
        (2, "78", None),
    ]


@pytest.mark.parametrize(
    ("broken", "column"),
    [
        ({"id": None}, "history_id"),
        ({"created": None}, "changed_at"),
        ({"created": "2026-01-05"}, "changed_at"),
        ({"items": "status"}, "items"),
        ({"items": [{"to": "3"}]}, "field"),
        ({"items": [{"field": "status", "to": {"id": 3}}]}, "to_value"),
        ({"author": "Ann"}, "author_id"),
    ],
)
def test_a_malformed_history_names_the_column(broken, column):
    history = {"id": "1", "created": 1767571200, "items": [{"field": "status"}]} | broken
    with pytest.raises(BadValueError) as refusal:
        change_rows("10001", history)
    assert refusal.value.column == column


def test_a_worklog_belongs_to_the_day_it_was_booked_on_where_it_was_booked():
    raw = {
        "id": "300",
        "issueId": "10001",
        "author": {"accountId": "acc-1"},
        "started": "2026-03-02T00:30:00.000+0800",
        "created": "2026-03-02T01:00:00.000+0800",
        "updated": "2026-03-02T01:00:00.000+0800",
        "timeSpentSeconds": 5400,
        "comment": {"type": "doc", "content": [{"type": "text", "text": "late shift"}]},
    }
    assert worklog_row(raw) == {
        "worklog_id": "300",
        "issue_id": "10001",
        "author_id": "acc-1",
        "started_at": datetime(2026, 3, 1, 16, 30, tzinfo=UTC),
        "work_date": date(2026, 3, 2),
        "created_at": datetime(2026, 3, 1, 17, 0, tzinfo=UTC),
        "updated_at": datetime(2026, 3, 1, 17, 0, tzinfo=UTC),
        "seconds": 5400,
        "comment": "late shift",
    }
    for name, column in [
        ("id", "worklog_id"),
        ("issueId", "issue_id"),
        ("started", "started_at"),
        ("timeSpentSeconds", "seconds"),
    ]:
        with pytest.raises(BadValueError) as refusal:
            worklog_row({key: value for key, value in raw.items() if key != name})
        assert refusal.value.column == column


def test_a_deleted_worklog_says_when():
    assert deletion_row({"worklogId": 300, "updatedTime": 1767571200000}) == {
        "entity": "worklog",
        "entity_id": "300",
        "reason": "deleted in Jira",
        "deleted_at": datetime(2026, 1, 5, tzinfo=UTC),
        "classification": "deleted",
        "project_key": None,
        "issue_key": None,
    }


def test_rows_fill_exactly_the_columns_of_their_tables():
    rows = {
        "projects": project_row({"id": "1", "key": "A"}),
        "versions": version_row({"id": "1"}),
        "boards": board_row({"id": 1}),
        "sprints": sprint_row({"id": 1}),
        "users": user_row({"accountId": "a"}),
        "statuses": status_row({"id": "1"}),
        "fields": field_row({"id": "summary"}),
        "field_mapping": mapping_row(mapping_list(FieldMap.resolve([], JiraFields()))[1][0]),
        "components": component_row({"id": "1"}),
        "priorities": priority_row({"id": "1", "rank": 1}),
        "groups": group_row({"groupId": "g"}),
        "group_members": member_row({"groupId": "g", "accountId": "a"}),
        "issue_changes": change_rows("1", {"id": 1, "created": 1, "items": [{"field": "x"}]})[0],
        "worklogs": worklog_row(
            {"id": "1", "issueId": "1", "started": "2026-01-05T00:00:00Z", "timeSpentSeconds": 1}
        ),
        "deletions": deletion_row({"worklogId": 1, "updatedTime": 1}),
        "issue_links": link_row({"id": "1", "key": "A-1"}, {"id": 1, "inwardIssue": {"id": "2"}}),
        "issues": issue_row(issue(), FIELDS),
    }
    assert {table.name for table in TABLES} - set(rows) == {"issue_counts", "rejects"}
    for table in TABLES:
        if table.name in rows:
            assert list(table.columns.names) == sorted(
                rows[table.name], key=table.columns.names.index
            ), table.name


SITE = [
    {"id": "summary", "name": "Summary", "custom": False, "schema": {"type": "string"}},
    {"id": "customfield_30", "name": "story points", "custom": True, "schema": {"type": "number"}},
    {
        "id": "customfield_16",
        "name": "Schätzung",
        "custom": True,
        "schema": {"custom": "com.pyxis.greenhopper.jira:jsw-story-points"},
    },
    {
        "id": "customfield_20",
        "name": "Sprint",
        "custom": True,
        "schema": {"custom": "com.pyxis.greenhopper.jira:gh-sprint"},
    },
    {"id": "customfield_99", "name": "Summary", "custom": True},
]


def test_fields_are_found_by_type_and_by_name_best_first():
    found = FieldMap.resolve(SITE, JiraFields())

    assert found.story_points == ("customfield_16", "customfield_30")
    assert found.sprint == ("customfield_20",)
    assert found.claimed == {"customfield_20"}
    assert found.requested == [
        *SYSTEM_FIELDS,
        "customfield_16",
        "customfield_20",
        "customfield_30",
        "customfield_99",
    ]


def test_a_field_is_found_by_id_and_a_system_field_never_by_name():
    wanted = JiraFields(story_points=("customfield_99",), sprint=("Summary",))
    found = FieldMap.resolve(SITE, wanted)

    assert found.story_points == ("customfield_99",)
    assert found.sprint == ("customfield_99",)


def test_a_field_that_the_site_does_not_have_is_said_and_stays_empty(caplog):
    found = FieldMap.resolve([], JiraFields())

    assert found.claimed == frozenset()
    assert "no custom field matches jira.fields.story_points" in caplog.text
    row = issue_row(issue(), found)
    assert (row["story_points"], row["sprint_ids"]) == (None, "[]")
    assert json.loads(row["custom_fields"])["customfield_2"] == 0.5
