import pytest

from demo.jira.jql import JqlError, Query, parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("project = PORTAL", Query(projects=("PORTAL",)), id="one project"),
        pytest.param(
            'project in ("A", B) AND updated >= 1732877091000 ORDER BY updated ASC, key ASC',
            Query(projects=("A", "B"), updated_from=1732877091000, by_updated=True),
            id="projects and epoch milliseconds",
        ),
        pytest.param("id in (1, 2) order by key", Query(issues=("1", "2")), id="ids, lower case"),
        pytest.param("key = A-1", Query(issues=("A-1",)), id="a key"),
        pytest.param(
            "updated >= 5 and updated < 9",
            Query(updated_from=5, updated_before=9),
            id="a window",
        ),
        pytest.param(
            "updated > 5 and updated <= 9",
            Query(updated_from=6, updated_before=10),
            id="a window, the other bounds",
        ),
    ],
)
def test_what_extractors_ask_is_understood(text, expected):
    assert parse(text) == expected


def test_literal_times_are_of_the_users_zone():
    # 2026-07-01 12:00 in Berlin is 10:00 UTC, which is 1782900000 s.
    found = parse('updated >= "2026-07-01 12:00"', "Europe/Berlin")
    assert found == Query(updated_from=1782900000000)
    assert parse('updated >= "2026-07-01 10:00"') == Query(updated_from=1782900000000)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("ORDER BY updated", "Unbounded", id="unbounded"),
        pytest.param("project = A OR project = B", "AND or ORDER BY", id="or"),
        pytest.param("status = Done", "status", id="another field"),
        pytest.param("project != A", "!=", id="another operator"),
        pytest.param("updated >= '2026-07-01T00:00:00Z'", "invalid", id="an ISO instant"),
        pytest.param("project in (A", "ends where", id="an open list"),
        pytest.param("project in A", r"'\('", id="no list"),
        pytest.param("project = A ORDER BY updated DESC", "ascending", id="descending"),
        pytest.param("project = A ORDER BY priority", "sort", id="another order"),
        pytest.param("project = A AND project = B", "twice", id="twice"),
        pytest.param("project = A ; drop", "unexpected", id="rubbish"),
    ],
)
def test_what_is_not_understood_is_refused(text, why):
    with pytest.raises(JqlError, match=why):
        parse(text)
