"""From a raw Tempo worklog to a row, or to the one value that is wrong with it."""

from datetime import UTC, date, datetime

import pytest

from extractors.timesheets.tempo_errors import BadWorklogError
from extractors.timesheets.tempo_rows import worklog_row
from pmo.settings import Tempo

RAW = {
    "tempoWorklogId": 126,
    "issue": {"id": 10100},
    "timeSpentSeconds": 5400,
    "billableSeconds": 1800,
    "startDate": "2026-03-29",
    "startTime": "23:30:00",
    "description": "Vermessung der Brücke",
    "createdAt": "2026-03-29T22:41:41Z",
    "updatedAt": "2026-03-30T08:00:00+02:00",
    "author": {"accountId": "557058:abc"},
    "attributes": {"values": [{"key": "_Account_", "value": "ACC-1"}, {"key": "_Note_"}]},
}


def row_of(**changes):
    return worklog_row(RAW | changes, Tempo(), "scope")


def test_a_worklog_becomes_a_row_on_the_day_that_tempo_names():
    row = row_of()

    assert row.pop("digest")
    assert row == {
        "tempo_worklog_id": "126",
        "issue_id": "10100",
        "author_id": "557058:abc",
        "work_date": date(2026, 3, 29),
        "start_time": "23:30:00",
        "seconds": 5400,
        "billable_seconds": 1800,
        "account": "ACC-1",
        "activity": None,
        "description": "Vermessung der Brücke",
        "attributes": '{"_Account_": "ACC-1"}',
        "created_at": datetime(2026, 3, 29, 22, 41, 41, tzinfo=UTC),
        "updated_at": datetime(2026, 3, 30, 6, tzinfo=UTC),
        "deleted_at": None,
        "scope": "scope",
    }


def test_numbers_as_text_and_what_may_be_left_out_are_read():
    row = row_of(
        tempoWorklogId="126",
        timeSpentSeconds="5400",
        billableSeconds=None,
        description=None,
        startTime=None,
        attributes={"self": "https://…"},
        updatedAt=None,
    )

    assert (row["tempo_worklog_id"], row["seconds"]) == ("126", 5400)
    assert [row[name] for name in ("billable_seconds", "description", "updated_at")] == [None] * 3


def test_half_a_character_does_not_stop_the_night():
    assert row_of(description="cut \ud83d")["description"] == "cut \ufffd"


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"tempoWorklogId": None}, "tempo_worklog_id"),
        ({"tempoWorklogId": True}, "tempo_worklog_id"),
        ({"tempoWorklogId": "12a"}, "tempo_worklog_id"),
        ({"issue": None}, "issue_id"),
        ({"issue": {"key": "AB-1"}}, "issue_id"),
        ({"author": {}}, "author_id"),
        ({"startDate": None}, "work_date"),
        ({"startDate": "2026-02-30"}, "work_date"),
        ({"timeSpentSeconds": None}, "seconds"),
        ({"timeSpentSeconds": 1.5}, "seconds"),
        ({"timeSpentSeconds": float("inf")}, "seconds"),
        ({"timeSpentSeconds": 10**30}, "seconds"),
        ({"billableSeconds": "half"}, "billable_seconds"),
        ({"updatedAt": 1751356800}, "updated_at"),
        ({"description": {"type": "doc"}}, "description"),
        ({"attributes": {"values": "none"}}, "attributes"),
    ],
)
def test_what_cannot_be_read_names_its_column_and_a_fix(changes, column):
    with pytest.raises(BadWorklogError) as raised:
        row_of(**changes)

    assert raised.value.column == column
    assert raised.value.reason
    assert raised.value.fix


def test_a_body_that_is_no_worklog_names_the_missing_id():
    with pytest.raises(BadWorklogError, match="tempo_worklog_id"):
        worklog_row("oops", Tempo(), "scope")


def test_any_value_that_changes_gives_another_digest():
    changed = [
        row_of(billableSeconds=0),
        row_of(description="x"),
        row_of(attributes={"values": [{"key": "_New_", "value": "1"}]}),
        worklog_row(RAW, Tempo(), "another scope"),
    ]

    assert len({each["digest"] for each in [row_of(), *changed]}) == 5
    assert row_of()["digest"] == row_of()["digest"]
