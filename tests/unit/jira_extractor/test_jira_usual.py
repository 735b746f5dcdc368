"""What is decoded without dictionaries says the same as what is decoded with them."""

import json

import msgspec
import pytest

from extractors.jira.columns import change_columns, worklog_columns
from extractors.jira.errors import BadValueError
from extractors.jira.rows import change_rows, worklog_row
from extractors.jira.usual import BULK_PAGE, WORKLOGS, History, as_sent, history_id

ITEM = {"field": "status", "fieldId": "status", "from": "1", "fromString": "To Do", "to": "3"}
HISTORY = {"id": "7", "created": 1767222000123, "author": {"accountId": "a1"}, "items": [ITEM]}
WORKLOG = {
    "id": "9",
    "issueId": "4",
    "started": "2026-01-02T01:30:00.000+0800",
    "created": "2026-01-02T00:00:00.000+0000",
    "updated": "2026-01-02T00:00:00.000+0000",
    "timeSpentSeconds": 3600,
    "author": {"accountId": "a1", "displayName": "Ann"},
    "comment": {"type": "doc", "content": [{"type": "text", "text": "built"}]},
}


def rows_of(columns):
    return [
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    ]


def usual(history):
    page = {"issueChangeLogs": [{"issueId": "4", "changeHistories": [history]}]}
    return BULK_PAGE.decode(json.dumps(page)).issueChangeLogs[0].changeHistories[0]


@pytest.mark.parametrize(
    "history",
    [
        HISTORY,
        HISTORY | {"items": [ITEM, ITEM | {"toString": "Done", "tmpToAccountId": "x"}]},
        HISTORY | {"id": 7},
        HISTORY | {"author": None},
        HISTORY | {"author": {"accountId": ""}},
        HISTORY | {"created": "2026-01-01T10:00:00.000+0800"},
        HISTORY | {"items": [{"field": "Rank"}]},
        HISTORY | {"items": [ITEM | {"fieldId": "", "from": "", "to": None}]},
    ],
)
def test_a_history_makes_the_same_rows_either_way(history):
    assert isinstance(usual(history), History)
    assert change_rows("4", usual(history)) == change_rows("4", history)
    assert rows_of(change_columns([("4", usual(history))])) == change_rows("4", history)


def test_the_columns_of_many_histories_keep_their_order():
    first = HISTORY | {"items": [ITEM, ITEM | {"field": "assignee", "fieldId": "assignee"}]}
    second = HISTORY | {"id": 8, "created": 1767222001000, "author": None}
    histories = [("4", first), ("4", HISTORY | {"id": "5", "items": []}), ("6", second)]

    columns = change_columns([(issue_id, usual(raw)) for issue_id, raw in histories])

    assert rows_of(columns) == [
        row for issue_id, raw in histories for row in change_rows(issue_id, raw)
    ]


@pytest.mark.parametrize(
    "histories",
    [
        [],
        [("4", HISTORY)],
        [("", usual(HISTORY))],
        [("4", usual(HISTORY)), ("4", usual(HISTORY))],
        [("4", usual(HISTORY | {"items": []}))],
        [("4", usual(HISTORY | {"id": ""}))],
        [("4", usual(HISTORY | {"created": ""}))],
        [("4", usual(HISTORY | {"items": [ITEM, ITEM | {"field": ""}]}))],
    ],
    ids=["none", "not typed", "no issue", "twice", "no item", "no id", "no time", "no field"],
)
def test_histories_with_anything_unusual_are_left_to_the_rows(histories):
    assert change_columns(histories) is None


def test_a_history_without_items_makes_no_row():
    assert change_rows("4", usual(HISTORY | {"items": []})) == []


@pytest.mark.parametrize(
    "history",
    [
        HISTORY | {"id": ""},
        HISTORY | {"created": ""},
        HISTORY | {"created": 10**20},
        HISTORY | {"items": [ITEM, ITEM | {"field": ""}]},
    ],
)
def test_a_history_without_what_it_needs_is_refused_with_the_same_words_either_way(history):
    with pytest.raises(BadValueError) as plain:
        change_rows("4", history)
    with pytest.raises(BadValueError) as typed:
        change_rows("4", usual(history))

    assert str(typed.value) == str(plain.value)


@pytest.mark.parametrize(
    "item", [ITEM | {"to": 3}, ITEM | {"field": None}, ITEM | {"fieldId": 5}, "none"]
)
def test_a_value_of_another_type_is_left_to_the_checks_value_by_value(item):
    with pytest.raises(msgspec.ValidationError):
        usual(HISTORY | {"items": [item]})


@pytest.mark.parametrize(
    "worklog",
    [
        WORKLOG,
        WORKLOG | {"id": 9, "issueId": 4},
        WORKLOG | {"author": None},
        WORKLOG | {"comment": None},
        WORKLOG | {"comment": "in words"},
        WORKLOG | {"comment": ""},
    ],
)
def test_a_worklog_makes_the_same_row_either_way(worklog):
    [typed] = WORKLOGS.decode(json.dumps([worklog]))

    assert worklog_row(typed) == worklog_row(worklog)
    assert rows_of(worklog_columns([typed])) == [worklog_row(worklog)]


@pytest.mark.parametrize(
    "said",
    [
        {"created": None},
        {"updated": ""},
        {"id": ""},
        {"issueId": 0},
        {"started": "soon"},
        {"timeSpentSeconds": 2**63},
        {"comment": 5},
    ],
)
def test_worklogs_with_anything_unusual_are_left_to_the_rows(said):
    usual_one, other = WORKLOGS.decode(json.dumps([WORKLOG, WORKLOG | said]))

    assert worklog_columns([usual_one]) is not None
    assert worklog_columns([usual_one, other]) is None
    assert worklog_columns([WORKLOG]) is worklog_columns([]) is None


def test_a_worklog_without_an_issue_is_refused_either_way():
    [typed] = WORKLOGS.decode(json.dumps([WORKLOG | {"issueId": ""}]))

    with pytest.raises(BadValueError, match="issue_id"):
        worklog_row(typed)


def test_a_reject_shows_what_jira_sent():
    assert as_sent(usual(HISTORY))["items"][0]["from"] == "1"
    assert as_sent(HISTORY) is HISTORY
    assert (history_id(usual(HISTORY)), history_id(HISTORY), history_id("?")) == ("7", "7", None)
