"""Real answers of a real site (a classic and team-managed Jira Cloud in China, 2020 to 2022)."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from extractors.jira.fields import FieldMap
from extractors.jira.list_rows import project_row, sprint_row, status_row
from extractors.jira.rows import change_rows, issue_row

RECORDED = Path(__file__).parents[3] / "../shared/data/jira-recorded"
FIELDS = FieldMap(sprint=("customfield_10020",), story_points=("customfield_10016",))

pytestmark = pytest.mark.skipif(
    not RECORDED.is_dir(), reason=f"the recorded answers ({RECORDED}) are not on this machine"
)


def recorded(name):
    return [json.loads(line) for line in (RECORDED / f"{name}.jsonl").open(encoding="utf-8")]


def test_every_recorded_issue_lands():
    rows = {row["issue_key"]: row for row in (issue_row(raw, FIELDS) for raw in recorded("issues"))}

    assert set(rows) == {"K5-2", "K5-3", "K5-4"}
    story = rows["K5-2"]
    assert story["issue_id"] == "20708"
    assert story["parent_key"] == "K5-1"
    assert story["issue_type"] == "Story"
    assert story["sprint_ids"] == '["175"]'
    # 06:29:49.026 at +08:00 is the evening before in UTC.
    assert story["created_at"] == datetime(2022, 7, 15, 22, 29, 49, 26000, tzinfo=UTC)
    assert json.loads(story["custom_fields"])["customfield_10014"] == "K5-1"
    assert rows["K5-4"]["parent_key"] is None


def test_the_changelog_embedded_in_a_recorded_issue_lands_too():
    raw = next(each for each in recorded("issues") if each["key"] == "K5-2")
    rows = [row for each in raw["changelog"]["histories"] for row in change_rows(raw["id"], each)]

    assert [(row["field"], row["field_id"], row["to_string"]) for row in rows] == [
        ("Epic Link", "customfield_10014", "K5-1"),
        ("IssueParentAssociation", None, "K5-1"),
    ]


def test_every_recorded_history_lands_with_all_its_items():
    histories = recorded("changelogs")
    rows = [row for raw in histories for row in change_rows(raw["issueId"], raw)]

    assert len(histories) == 279
    assert len(rows) == sum(len(raw["items"]) for raw in histories) == 284
    keys = {(row["issue_id"], row["history_id"], row["item_index"]) for row in rows}
    assert len(keys) == 284
    assert sum(row["field_id"] is None for row in rows) == 254
    # The first is 2021-01-25T11:09:27.985+0800, by someone whose account is hidden.
    assert rows[0]["changed_at"] == datetime(2021, 1, 25, 3, 9, 27, 985000, tzinfo=UTC)
    assert rows[0]["author_id"] is None


def test_every_recorded_sprint_lands():
    rows = [sprint_row(raw) for raw in recorded("sprints")]

    assert len({row["sprint_id"] for row in rows}) == 30
    assert rows[0] == {
        "sprint_id": "7",
        "board_id": "8",
        "name": "EE Sprint 7",
        "state": "closed",
        "goal": "",
        "start_at": datetime(2020, 6, 12, 0, 38, 51, 882000, tzinfo=UTC),
        "end_at": datetime(2020, 6, 26, 0, 38, tzinfo=UTC),
        "completed_at": datetime(2020, 6, 22, 5, 59, 58, 980000, tzinfo=UTC),
    }


def test_every_recorded_status_lands_with_its_category():
    rows = [status_row(raw) for raw in recorded("statuses")]

    assert Counter(row["status_category"] for row in rows) == {
        "new": 21,
        "indeterminate": 21,
        "done": 11,
    }
    assert sum(row["project_id"] is not None for row in rows) == 17


def test_every_recorded_project_lands():
    rows = [project_row(raw) for raw in recorded("projects")]

    assert len({row["project_id"] for row in rows}) == 12
    assert {row["style"] for row in rows} == {"classic", "next-gen"}
    assert not any(row["is_archived"] or row["is_deleted"] for row in rows)
