"""What extractors rely on beyond the shape of answers: order, caps, cursors, faults, changes."""

import time

import pytest
import requests
from jira import JIRA

from demo.jira.faults import Answer, Cut, Delay, EmptyPage, RepeatedToken
from demo.jira.truth import truth

SEARCH, BULK = "/rest/api/3/search/jql", "/rest/api/3/changelog/bulkfetch"
ALL = "updated >= 0 ORDER BY updated ASC, key ASC"
TODO, DONE = 0, 4


def histories(jira, ids, maximum):
    """Return (issue id, history id) of a bulk request, in the order and as often as served."""
    found, token = [], None
    while True:
        asked = {"issueIdsOrKeys": ids, "maxResults": maximum}
        page = jira.post(BULK, **asked, **({"nextPageToken": token} if token else {})).json()
        for issue in page["issueChangeLogs"]:
            found += [(issue["issueId"], each["id"]) for each in issue["changeHistories"]]
        token = page.get("nextPageToken")
        if token is None:
            return found


def feed(jira, name, since=0):
    """Return the ids of a worklog feed and where it ends."""
    path, found = f"/rest/api/3/worklog/{name}?since={since}", []
    while True:
        page = jira.get(path).json()
        found += [each["worklogId"] for each in page["values"]]
        if page["lastPage"]:
            return found, page["until"]
        path = page["nextPage"]


def test_a_search_by_updated_serves_every_issue_once_and_in_order(jira):
    found = jira.search(ALL, fields=["updated"], maxResults=100)
    expected = sorted(
        (row["updated_at"], int(row["issue_id"]))
        for table, row in truth(jira.server.state)
        if table == "issues"
    )
    assert [int(each["id"]) for each in found] == [number for _, number in expected]


def test_a_search_from_a_moment_leaves_out_what_did_not_change_since(jira):
    moment = jira.server.state.now - 30 * 86_400_000
    found = jira.search(f"updated >= {moment} ORDER BY updated", fields=["key"], maxResults=5000)
    state = jira.server.state
    expected = {100_000 + index for index in state if state.updated(index) >= moment}
    assert {int(each["id"]) for each in found} == expected
    assert 0 < len(expected) < len(state.timeline)


@pytest.mark.parametrize(
    ("fields", "served", "names"),
    [
        pytest.param(None, 1000, {"id", "self"}, id="ids only, by default"),
        pytest.param(["key"], 1000, {"id", "self", "key"}, id="keys"),
        pytest.param(["summary"], 100, {"id", "self", "key", "fields"}, id="any field"),
    ],
)
def test_pages_are_smaller_once_fields_are_asked(jira, fields, served, names):
    asked = {"jql": ALL, "maxResults": 1000} | ({"fields": fields} if fields else {})
    page = jira.post(SEARCH, **asked).json()
    assert len(page["issues"]) == served
    assert set(page["issues"][0]) == names
    assert "total" not in page


def test_only_the_fields_that_were_asked_are_served(jira):
    page = jira.post(SEARCH, jql=ALL, fields=["status", "customfield_10016", "nonsense"]).json()
    assert set(page["issues"][0]["fields"]) == {"status", "customfield_10016"}


def test_a_token_serves_only_the_request_that_it_was_given_for(jira):
    token = jira.post(SEARCH, jql=ALL, maxResults=5).json()["nextPageToken"]
    other = jira.post(SEARCH, jql="project = PORTAL", maxResults=5, nextPageToken=token)
    assert other.status_code == 400
    assert "another request" in other.json()["errorMessages"][0]


def test_the_old_search_is_gone(jira):
    assert jira.get("/rest/api/3/search", jql="project = PORTAL").status_code == 410


def test_bulk_changelogs_repeat_one_history_a_page_and_lose_none(jira):
    ids = [each["id"] for each in jira.search("project = BATT", maxResults=5000)]
    whole = histories(jira, ids, 10_000)
    paged = histories(jira, ids, 150)
    assert len(set(whole)) == len(whole)
    assert set(paged) == set(whole)
    assert len(paged) - len(whole) == pytest.approx(len(whole) / 149, abs=1)


def test_bulk_changelogs_are_those_of_the_issues_and_unknown_issues_are_left_out(jira):
    page = jira.post(BULK, issueIdsOrKeys=["PORTAL-9", "NO-7"]).json()
    [found] = page["issueChangeLogs"]
    single = jira.get("/rest/api/3/issue/PORTAL-9/changelog").json()
    assert [each["id"] for each in found["changeHistories"]] == [
        each["id"] for each in single["values"]
    ]
    assert [each["items"] for each in found["changeHistories"]] == [
        each["items"] for each in single["values"]
    ]


def test_bulk_changelogs_can_be_of_some_fields(jira):
    page = jira.post(BULK, issueIdsOrKeys=["PORTAL-9"], fieldIds=["status"]).json()
    [found] = page["issueChangeLogs"]
    fields = {item["field"] for each in found["changeHistories"] for item in each["items"]}
    assert fields == {"status"}


def test_an_expanded_changelog_holds_the_forty_newest(own_jira):
    for _ in range(45):
        own_jira.server.state.touch("PORTAL-4")
    body = own_jira.get("/rest/api/3/issue/PORTAL-4", expand="changelog").json()["changelog"]
    assert body["total"] > 45
    assert len(body["histories"]) == 40
    created = [each["created"] for each in body["histories"]]
    assert created == sorted(created, reverse=True)


def test_a_search_expands_the_forty_newest_too_and_says_how_many_there_are(own_jira):
    for _ in range(45):
        own_jira.server.state.touch("PORTAL-4")
    [found] = own_jira.search("key = PORTAL-4", fields=["status"], expand="changelog")
    whole = own_jira.get("/rest/api/3/issue/PORTAL-4/changelog", maxResults=100).json()
    assert found["changelog"]["total"] == whole["total"] > 45
    newest = [each["id"] for each in reversed(whole["values"])][:40]
    assert [each["id"] for each in found["changelog"]["histories"]] == newest


def test_the_worklog_feed_and_bodies_are_all_there_is(jira):
    ids, _ = feed(jira, "updated")
    expected = {
        int(row["worklog_id"]): row["seconds"]
        for table, row in truth(jira.server.state)
        if table == "worklogs"
    }
    assert len(ids) > 1000
    assert sorted(ids) == sorted(expected)
    bodies = jira.post("/rest/api/3/worklog/list", ids=ids[:1000]).json()
    assert {int(each["id"]): each["timeSpentSeconds"] for each in bodies} == {
        each: expected[each] for each in ids[:1000]
    }


def test_the_worklog_feed_leaves_out_the_last_minute(own_jira):
    state = own_jira.server.state
    new = state.add_worklog("PORTAL-4", 3600)
    ids, until = feed(own_jira, "updated")
    assert new not in ids
    assert until == state.now - 60_000
    state.touch("PORTAL-5", state.now + 120_000)
    later, _ = feed(own_jira, "updated", until)
    assert later == [new]


def test_a_touched_issue_is_the_newest_and_says_why(own_jira):
    state = own_jira.server.state
    when = state.touch("PORTAL-4", status=DONE)
    [found] = own_jira.search(f"updated >= {when}", fields=["status", "resolution"])
    assert found["key"] == "PORTAL-4"
    assert found["fields"]["status"]["name"] == "Done"
    assert found["fields"]["resolution"]["name"] in ("Done", "Won't Do")
    newest = own_jira.get("/rest/api/3/issue/PORTAL-4/changelog").json()["values"][-1]
    assert {item["field"] for item in newest["items"]} >= {"status", "resolution"}


def test_a_deleted_issue_is_gone_with_its_worklogs(own_jira):
    state = own_jira.server.state
    [victim] = [each for each in own_jira.search("key = PORTAL-4", fields=["key"])]
    logged = {row.worklog_id for row in state.life(int(victim["id"]) - 100_000).worklogs}
    assert logged
    before = len(own_jira.search("project = PORTAL", maxResults=5000))
    state.delete("PORTAL-4")
    assert own_jira.get("/rest/api/3/issue/PORTAL-4").status_code == 404
    assert own_jira.search("key = PORTAL-4") == []
    assert own_jira.search(f"id = {victim['id']}") == []
    census = {each["id"] for each in own_jira.search("project = PORTAL", maxResults=5000)}
    assert len(census) == before - 1
    assert victim["id"] not in census
    ids, _ = feed(own_jira, "updated")
    assert not logged & set(ids)
    assert own_jira.post("/rest/api/3/worklog/list", ids=sorted(logged)).json() == []


def test_a_moved_issue_keeps_its_id_and_is_found_by_both_keys(own_jira):
    [before] = own_jira.search("key = PORTAL-4", fields=["project"])
    new = own_jira.server.state.move("PORTAL-4", "BATT")
    for key in ("PORTAL-4", new, before["id"]):
        body = own_jira.get(f"/rest/api/3/issue/{key}").json()
        assert (body["id"], body["key"]) == (before["id"], new)
        assert body["fields"]["project"]["key"] == "BATT"
    in_new = own_jira.search("project = BATT", maxResults=5000)
    assert before["id"] in {each["id"] for each in in_new}
    in_old = own_jira.search("project = PORTAL", maxResults=5000)
    assert before["id"] not in {each["id"] for each in in_old}


def test_a_deleted_worklog_is_named_and_no_longer_counted(own_jira):
    state = own_jira.server.state
    rows = own_jira.get("/rest/api/3/issue/PORTAL-4/worklog").json()["worklogs"]
    spent = own_jira.get("/rest/api/3/issue/PORTAL-4").json()["fields"]["timespent"]
    gone = int(rows[0]["id"])
    state.delete_worklog(gone)
    state.touch("PORTAL-5", state.now + 120_000)
    assert gone in feed(own_jira, "deleted")[0]
    assert gone not in feed(own_jira, "updated")[0]
    after = own_jira.get("/rest/api/3/issue/PORTAL-4").json()["fields"]["timespent"] or 0
    assert after == spent - rows[0]["timeSpentSeconds"]


def test_an_answer_can_be_scripted(own_jira):
    faults = own_jira.server.faults
    faults.add("/search/jql", Answer(429, {"Retry-After": "2"}), nth=2)
    codes = [own_jira.post(SEARCH, jql=ALL).status_code for _ in range(3)]
    assert codes == [200, 429, 200]
    assert faults.fired == 1
    assert [method for method, _ in faults.requests] == ["POST"] * 3


def test_a_connection_can_be_cut_in_the_middle_of_a_body(own_jira):
    own_jira.server.faults.add("/field", Cut(after_bytes=50))
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        own_jira.get("/rest/api/3/field")
    assert len(own_jira.get("/rest/api/3/field").json()) > 20


def test_an_answer_can_be_slow(own_jira):
    own_jira.server.faults.add("/field", Delay(0.4))
    begun = time.monotonic()
    with pytest.raises(requests.ReadTimeout):
        own_jira.session.get(f"{own_jira.server.url}/rest/api/3/field", timeout=0.1)
    assert time.monotonic() - begun < 0.4


@pytest.mark.parametrize("nth", [1, 3])
def test_an_empty_page_loses_nothing_and_its_token_is_new(own_jira, nth):
    whole = own_jira.search(ALL, maxResults=50)
    own_jira.server.faults.add("/search/jql", EmptyPage(), nth=nth)
    assert own_jira.search(ALL, maxResults=50) == whole
    assert own_jira.server.faults.fired == 1


def test_a_token_can_be_repeated(own_jira):
    own_jira.server.faults.add("/search/jql", RepeatedToken(), nth=2)
    first = own_jira.post(SEARCH, jql=ALL, maxResults=5).json()["nextPageToken"]
    page = own_jira.post(SEARCH, jql=ALL, maxResults=5, nextPageToken=first).json()
    assert (page["nextPageToken"], page["isLast"]) == (first, False)


def test_the_jira_package_gets_along_with_it(jira):
    server = jira.server
    client = JIRA(server.url, basic_auth=(server.user, server.token))
    assert client.deploymentType == "Cloud"
    assert {each.key for each in client.projects()} == {each.key for each in server.state.spaces}
    assert {each.name for each in client.statuses()} >= {"To Do", "Done"}
    assert any(each["name"] == "Story Points" for each in client.fields())
    boards = client.boards(maxResults=False)
    assert len(boards) == len(server.state.spaces)
    scrum = next(each for each in boards if each.type == "scrum")
    assert len(client.sprints(scrum.id, maxResults=False)) > 10
    assert len(client.project_versions("PORTAL")) >= 1
    issues = client.enhanced_search_issues("project = SUPHUB", maxResults=0)
    assert len(issues) == server.state.spaces[-1].size
    token_client = JIRA(server.url, token_auth=server.token)
    assert token_client.myself()["timeZone"] == "Europe/Berlin"
