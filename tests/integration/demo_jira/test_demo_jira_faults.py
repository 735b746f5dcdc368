"""Each fault at each place of a listing, seen from a client; and a clock that is wrong."""

import time
from email.utils import parsedate_to_datetime

import pytest
import requests

from demo.jira.faults import (
    GARBAGE,
    HALF_JSON,
    LOGIN_PAGE,
    Answer,
    EmptyPage,
    ExpiredToken,
    RepeatedToken,
    Reset,
)

SEARCH, BULK = "/rest/api/3/search/jql", "/rest/api/3/changelog/bulkfetch"
ALL = "updated >= 0 ORDER BY updated ASC, key ASC"


def codes_of_a_search(jira, size=60):
    """Return the status of each page, asking again for what was refused."""
    codes, token = [], None
    while True:
        more = {"nextPageToken": token} if token else {}
        answer = jira.post(SEARCH, jql=ALL, fields=["id"], maxResults=size, **more)
        codes.append(answer.status_code)
        if answer.status_code == 200:
            token = answer.json().get("nextPageToken")
            if token is None:
                return codes


@pytest.mark.parametrize(
    ("page", "nth", "expected"),
    [
        pytest.param("first", 1, [503, 200, 200, 200, 200, 200, 200], id="the first page"),
        pytest.param("middle", 1, [200, 503, 200, 200, 200, 200, 200], id="the second page"),
        pytest.param("middle", 3, [200, 200, 200, 503, 200, 200, 200], id="a page further on"),
        pytest.param("last", 1, [200, 200, 200, 200, 200, 503, 200], id="the last page"),
    ],
)
def test_a_fault_can_be_put_on_a_page_of_a_search(own_jira, page, nth, expected):
    own_jira.server.faults.add("/search/jql", Answer(503), nth=nth, page=page)
    assert codes_of_a_search(own_jira) == expected


@pytest.mark.parametrize(
    ("page", "expected"), [("first", [503, 200]), ("middle", [200]), ("last", [503, 200])]
)
def test_a_single_page_is_first_and_last_but_no_middle(own_jira, page, expected):
    own_jira.server.faults.add("/search/jql", Answer(503), page=page)
    assert codes_of_a_search(own_jira, 5000) == expected


@pytest.mark.parametrize(
    ("path", "size"),
    [
        pytest.param("/rest/api/3/project/search", 5, id="projects"),
        pytest.param("/rest/api/3/users/search", 20, id="users"),
        pytest.param("/rest/agile/1.0/board", 7, id="boards"),
        pytest.param("/rest/api/3/issue/PORTAL-4/changelog", 2, id="a changelog"),
        pytest.param("/rest/api/3/issue/PORTAL-4/worklog", 1, id="an issue's worklogs"),
    ],
)
def test_the_last_page_is_known_of_every_listing(own_jira, path, size):
    own_jira.server.faults.add(path, Answer(503), page="last")
    answer = own_jira.get(path, maxResults=size)
    assert answer.status_code == 200
    is_plain = isinstance(answer.json(), list)
    start = len(own_jira.server.state.accounts) - 1 if is_plain else answer.json()["total"] - 1
    assert start >= size
    for status in (503, 200):
        assert own_jira.get(path, maxResults=size, startAt=start).status_code == status


def test_the_pages_of_a_worklog_feed_are_told_apart(jira):
    faults, path, codes = jira.server.faults, "/rest/api/3/worklog/updated?since=0", []
    try:
        for page, code in (("first", 500), ("middle", 502), ("last", 503)):
            faults.add("/worklog/updated", Answer(code), page=page)
        while True:
            answer = jira.get(path)
            codes.append(answer.status_code)
            if answer.status_code == 200:
                if answer.json()["lastPage"]:
                    break
                path = answer.json()["nextPage"]
    finally:
        faults.clear()
    assert codes[:4] == [500, 200, 502, 200]
    assert codes[-2:] == [503, 200]


def test_a_fault_can_depend_on_what_was_asked(own_jira):
    own_jira.server.faults.add(
        "/worklog/list", Answer(500), when=lambda asked: 7 in asked.get("ids")
    )
    path = "/rest/api/3/worklog/list"
    assert own_jira.post(path, ids=[1, 2]).status_code == 200
    assert own_jira.post(path, ids=[6, 7]).status_code == 500
    assert own_jira.post(path, ids=[6, 7]).status_code == 200


def test_an_expired_token_is_refused_for_good_and_a_new_search_is_not(own_jira):
    asked = {"jql": ALL, "maxResults": 50}
    token = own_jira.post(SEARCH, **asked).json()["nextPageToken"]
    own_jira.server.faults.add("/search/jql", ExpiredToken())
    for _ in range(2):
        answer = own_jira.post(SEARCH, **asked, nextPageToken=token)
        assert answer.status_code == 400
        assert "expired" in answer.json()["errorMessages"][0]
    assert len(own_jira.search(ALL, maxResults=60)) == len(own_jira.server.state.timeline)


def test_bulk_changelogs_can_be_empty_repeat_and_expire(own_jira):
    ids = [each["id"] for each in own_jira.search("project = PORTAL", maxResults=5000)]
    asked = {"issueIdsOrKeys": ids, "maxResults": 20}
    faults = own_jira.server.faults
    token = own_jira.post(BULK, **asked).json()["nextPageToken"]
    plain = own_jira.post(BULK, **asked, nextPageToken=token).json()
    faults.add("/bulkfetch", EmptyPage())
    empty = own_jira.post(BULK, **asked, nextPageToken=token).json()
    assert empty["issueChangeLogs"] == []
    again = own_jira.post(BULK, **asked, nextPageToken=empty["nextPageToken"]).json()
    assert again["issueChangeLogs"] == plain["issueChangeLogs"]
    faults.add("/bulkfetch", RepeatedToken())
    token = again["nextPageToken"]
    assert own_jira.post(BULK, **asked, nextPageToken=token).json()["nextPageToken"] == token
    faults.add("/bulkfetch", ExpiredToken())
    assert own_jira.post(BULK, **asked, nextPageToken=token).status_code == 400


def test_a_connection_can_be_reset(own_jira):
    own_jira.server.faults.add("/field", Reset())
    with pytest.raises(requests.ConnectionError, match="reset"):
        own_jira.get("/rest/api/3/field")
    assert own_jira.get("/rest/api/3/field").status_code == 200


@pytest.mark.parametrize("action", [LOGIN_PAGE, GARBAGE, HALF_JSON], ids=["html", "noise", "half"])
def test_what_is_no_json_can_come_as_if_all_were_well(own_jira, action):
    own_jira.server.faults.add("/field", action)
    answer = own_jira.get("/rest/api/3/field")
    assert answer.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        answer.json()


def test_a_callback_runs_between_two_pages(own_jira):
    state = own_jira.server.state
    before = [each["id"] for each in own_jira.search(ALL, fields=["id"], maxResults=60)]
    own_jira.server.faults.clear()
    own_jira.server.faults.on("/search/jql", 2, lambda: state.touch(before[10]))
    found = [each["id"] for each in own_jira.search(ALL, fields=["id"], maxResults=60)]
    # It was on the first page already; touched before the second, it is the newest.
    assert found == [*before, before[10]]


def test_the_servers_clock_can_be_wrong(own_jira):
    def ahead():
        answer = own_jira.get("/rest/api/3/serverInfo")
        assert answer.headers["date"].count(",") == 1
        stated = parsedate_to_datetime(answer.headers["date"]).timestamp()
        return stated - time.time(), answer.json()["serverTime"]

    right, then = ahead()
    assert right == pytest.approx(0, abs=2)
    own_jira.server.state.skew = 3600.0
    wrong, later = ahead()
    assert wrong == pytest.approx(3600, abs=2)
    assert (then[11:13], later[11:13]) == ("05", "06")
