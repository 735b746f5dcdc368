"""A changelog that a real Jira wrote is continuous, so rebuilt intervals must be so too."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest

RECORDED = Path(__file__).parents[3] / "../shared/data/jira-recorded"


def changes(histories):
    for history in histories:
        for index, item in enumerate(history["items"]):
            yield {
                "issue_id": history["issueId"],
                "history_id": history["id"],
                "item_index": index,
                "changed_at": datetime.fromisoformat(history["created"]),
                "field": item["field"],
                "field_id": item.get("fieldId"),
                "from_value": item["from"],
                "from_string": item["fromString"],
                "to_value": item["to"],
                "to_string": item["toString"],
            }


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded Jira data are not here")
def test_what_a_real_change_replaced_is_what_the_interval_before_it_held(organisation):
    lines = (RECORDED / "changelogs.jsonl").read_text("utf-8").splitlines()
    landed = list(changes(json.loads(line) for line in lines))
    first = min(each["changed_at"] for each in landed)
    issues = [
        {"issue_id": number, "issue_key": f"K-{number}", "project_key": "K", "created_at": first}
        for number in sorted({each["issue_id"] for each in landed})
    ]
    # Landed backwards: the order must come from the changelog, not from the landing.
    organisation.land(
        date(2026, 6, 30), "jira", {"issues": issues, "issue_changes": reversed(landed)}
    )

    warehouse = organisation.build(date(2026, 6, 30), select="+int_issue_field_intervals")

    replaced = warehouse.execute(
        "select changes.field, count(*), "
        "count(*) filter (intervals.value is not distinct from changes.from_value) "
        "from intermediate.int_issue_field_changes as changes "
        "inner join intermediate.int_issue_field_intervals as intervals "
        "on changes.issue_id = intervals.issue_id and changes.field = intervals.field "
        "and changes.changed_at = intervals.valid_to "
        "where changes.field <> 'fix_version' group by changes.field order by changes.field"
    ).fetchall()
    assert {field for field, _, _ in replaced} >= {"priority", "resolution", "sprint", "status"}
    assert [field for field, found, continuous in replaced if found != continuous] == []
