from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from extractors.jira.errors import BadValueError
from extractors.jira.values import (
    at,
    day,
    flag,
    flattened,
    ident,
    instant,
    integer,
    listed,
    local,
    named,
    number,
    required,
    sprint_ids,
    text,
)

# 25 January 2021, 03:09:27 UTC is epoch 1611544167.
MOMENT = datetime(2021, 1, 25, 3, 9, 27, tzinfo=UTC)
OLD_SPRINT = (
    "com.atlassian.greenhopper.service.sprint.Sprint@1f39706[id=37,rapidViewId=3,state=CLOSED,"
    "name=Sprint [id=99] of May,startDate=2015-05-04T09:00:00.000Z,goal=<null>,sequence=37]"
)


@pytest.mark.parametrize(
    "sent",
    [
        "2021-01-25T11:09:27.000+0800",
        "2021-01-25T03:09:27Z",
        "2021-01-24T22:09:27-05:00",
        1611544167,
        1611544167000,
    ],
)
def test_an_instant_comes_as_text_with_an_offset_or_as_an_epoch(sent):
    assert instant(sent, "created") == MOMENT
    assert instant(sent, "created").tzinfo is UTC


def test_a_local_time_keeps_its_own_day():
    assert local("2021-01-26T01:30:00.000+0800", "started").date() == date(2021, 1, 26)
    assert instant("2021-01-26T01:30:00.000+0800", "started").date() == date(2021, 1, 25)


@pytest.mark.parametrize(
    ("read", "bad"),
    [
        pytest.param(instant, "2021-01-25T11:09:27", id="instant without offset"),
        pytest.param(instant, "yesterday", id="instant in words"),
        pytest.param(instant, "0001-01-01T00:00:00+14:00", id="instant before the calendar"),
        pytest.param(instant, 10**30, id="instant beyond the calendar"),
        pytest.param(instant, True, id="instant that is a flag"),
        pytest.param(instant, [], id="instant that is a list"),
        pytest.param(day, "31.12.2026", id="day in another order"),
        pytest.param(day, 20261231, id="day as a number"),
        pytest.param(text, 5, id="number for text"),
        pytest.param(text, {"a": 1}, id="object for text"),
        pytest.param(ident, True, id="flag for an id"),
        pytest.param(ident, 1.5, id="fraction for an id"),
        pytest.param(flag, "true", id="text for a flag"),
        pytest.param(integer, 1.5, id="fraction for a whole number"),
        pytest.param(integer, 2**63, id="whole number beyond 64 bits"),
        pytest.param(number, "many", id="words for a number"),
        pytest.param(number, float("nan"), id="not a number"),
        pytest.param(number, float("inf"), id="infinite"),
        pytest.param(number, 10**12, id="number beyond decimal(18, 6)"),
        pytest.param(number, True, id="flag for a number"),
        pytest.param(listed, {}, id="object for a list"),
        pytest.param(named, ["v1"], id="text for an object with a name"),
        pytest.param(sprint_ids, [{"name": "Sprint 1"}], id="sprint without id"),
        pytest.param(sprint_ids, "Sprint 1", id="sprint by name"),
        pytest.param(flattened, 5, id="number for a comment"),
        pytest.param(flattened, {"content": [5]}, id="number in a document"),
        pytest.param(required, None, id="absent"),
        pytest.param(required, "", id="empty"),
    ],
)
def test_what_does_not_fit_names_the_column_the_reason_and_a_fix(read, bad):
    with pytest.raises(BadValueError) as refusal:
        read(bad, "the_column")
    assert refusal.value.column == "the_column"
    assert refusal.value.reason
    assert refusal.value.fix


@pytest.mark.parametrize("read", [instant, day, text, ident, flag, integer, number, flattened])
def test_nothing_stays_nothing(read):
    assert read(None, "column") is None


@pytest.mark.parametrize(
    ("sent", "landed"),
    [(3, "3"), (0.5, "0.5"), (0.1, "0.1"), ("8", "8"), (1.2345678, "1.234568"), (0, "0")],
)
def test_a_number_lands_as_it_was_typed(sent, landed):
    assert number(sent, "story_points") == Decimal(landed)


def test_a_whole_number_may_come_as_a_fraction_or_as_text():
    assert [integer(each, "seconds") for each in (3600, 3600.0, "3600")] == [3600, 3600, 3600]


def test_an_id_is_text_however_it_came():
    assert [ident(each, "id") for each in (7, "7", "007", "")] == ["7", "7", "007", None]


@pytest.mark.parametrize(
    ("sent", "ids"),
    [
        pytest.param(None, [], id="none"),
        pytest.param([], [], id="empty"),
        pytest.param([{"id": 175, "name": "K5"}, {"id": 176}], ["175", "176"], id="objects"),
        pytest.param([OLD_SPRINT], ["37"], id="Greenhopper text, with an id in its name"),
        pytest.param([5, "6"], ["5", "6"], id="bare ids"),
        pytest.param({"id": 9}, ["9"], id="one object, not in a list"),
    ],
)
def test_sprints_are_read_in_every_form(sent, ids):
    assert sprint_ids(sent) == ids


def test_a_path_ends_where_jira_sent_nothing():
    assert at({"status": None}, "status", "status", "name") is None
    assert at({}, "status", "status", "statusCategory", "key") is None
    with pytest.raises(BadValueError, match="'name' was expected"):
        at({"status": "Done"}, "status", "status", "name")


def test_a_document_is_flattened_to_its_text():
    def paragraph(*content):
        return {"type": "paragraph", "content": list(content)}

    def words(text):
        return {"type": "text", "text": text}

    item = {"type": "listItem", "content": [paragraph(words("first"))]}
    document = {
        "type": "doc",
        "version": 1,
        "content": [
            paragraph(
                words("Agreed with "), {"type": "mention", "attrs": {"id": "x", "text": "@Ann"}}
            ),
            {"type": "bulletList", "content": [item, item]},
            paragraph(),
            paragraph(words("one"), {"type": "hardBreak"}, words("two")),
            paragraph({"type": "inlineCard", "attrs": {"url": "https://example.com"}}),
        ],
    }
    assert flattened(document, "comment") == (
        "Agreed with @Ann\nfirst\nfirst\none\ntwo\nhttps://example.com"
    )
    assert flattened("plain", "comment") == "plain"
    assert flattened({"type": "doc", "content": []}, "comment") is None
