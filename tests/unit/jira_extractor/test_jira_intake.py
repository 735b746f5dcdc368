import pytest

from extractors.jira.errors import BadValueError
from extractors.jira.intake import Intake, digested, rejected
from extractors.jira.tables import ISSUES, REJECTS


@pytest.mark.parametrize("error", [AttributeError, KeyError, TypeError, ValueError])
def test_a_shape_that_no_check_foresaw_is_rejected_and_not_fatal(error):
    def parse(_):
        raise error("surprise")

    rows, reject = Intake(None).read(ISSUES, {"id": 7}, parse)
    assert rows == []
    assert reject["entity_id"] == "7"
    assert "surprise" in reject["reason"]
    assert reject["row_json"] == '{"id": 7}'


def test_a_bug_of_ours_is_not_taken_for_bad_data():
    with pytest.raises(ZeroDivisionError):
        Intake(None).read(ISSUES, {}, lambda _: 1 / 0)


@pytest.mark.parametrize(
    ("raw", "entity"),
    [
        ({"id": "7", "key": "A-1"}, "7"),
        ({"id": {}, "key": "A-1"}, "A-1"),
        ({"accountId": "acc"}, "acc"),
        ({"worklogId": 9}, "9"),
        ({}, None),
        ("text", None),
    ],
)
def test_a_reject_names_what_it_is_about_as_well_as_it_can(raw, entity):
    row = rejected(ISSUES, raw, BadValueError("due_date", ["x"] * 900, "a reason", "a fix"))

    assert set(row) == set(REJECTS.columns.names)
    assert row["entity_id"] == entity
    assert (row["table_name"], row["column_name"]) == ("issues", "due_date")
    assert row["value"].startswith('["x", "x"')
    assert len(row["value"]) == 500


def test_a_digest_does_not_depend_on_the_order_of_keys():
    assert digested({"a": 1, "b": 2}) == digested({"b": 2, "a": 1})
    assert digested({"a": 1}) != digested({"a": 2})
