"""What a test does to the site while it is served, and that the truth goes on being told."""

import time

import pytest

from demo.jira.truth import issue_counts, losses, truth

SEARCH = "/rest/api/3/search/jql"
ALL = "updated >= 0 ORDER BY updated ASC, key ASC"


def ids(jira, jql=ALL):
    return {each["id"] for each in jira.search(jql, maxResults=5000)}


def true_ids(jira):
    return {row["issue_id"] for table, row in truth(jira.server.state) if table == "issues"}


def lost(jira):
    return {row["entity_id"]: row["classification"] for row in losses(jira.server.state)}


def status_of(jira, issue):
    return jira.get(f"/rest/api/3/issue/{issue}").status_code


def keys(jira, **asked):
    found = jira.get("/rest/api/3/project/search", maxResults=100, **asked).json()["values"]
    return {each["key"]: each.get("archived", False) for each in found}


def test_an_archived_project_leaves_searches_and_is_listed_as_such(own_jira):
    state = own_jira.server.state
    gone = ids(own_jira, "project = BATT")
    state.archive("BATT")

    assert not gone & ids(own_jira)
    assert ids(own_jira) == true_ids(own_jira)
    assert lost(own_jira) == dict.fromkeys(gone, "archived")
    assert "BATT" not in keys(own_jira)
    assert keys(own_jira, status="archived")["BATT"] is True
    assert status_of(own_jira, "BATT-1") == 404
    named = own_jira.post(SEARCH, jql="project = BATT")
    assert (named.status_code, "BATT" in named.json()["errorMessages"][0]) == (400, True)
    assert "BATT" not in issue_counts(state)

    state.restore("BATT")
    assert gone <= ids(own_jira)
    assert lost(own_jira) == {}


def test_a_hidden_project_is_nowhere(own_jira):
    state = own_jira.server.state
    gone = ids(own_jira, "project = BATT")
    boards = own_jira.get("/rest/agile/1.0/board").json()["total"]
    [row] = own_jira.get("/rest/api/3/issue/BATT-4/worklog").json()["worklogs"][:1]
    state.hide("BATT")

    assert not gone & ids(own_jira)
    assert lost(own_jira) == dict.fromkeys(gone, "access_lost")
    assert "BATT" not in keys(own_jira, status="live,archived,deleted")
    assert own_jira.get("/rest/api/3/project/BATT").status_code == 404
    assert own_jira.get("/rest/agile/1.0/board").json()["total"] == boards - 1
    assert status_of(own_jira, "BATT-1") == 404
    assert own_jira.post("/rest/api/3/worklog/list", ids=[int(row["id"])]).json() == []
    changelogs = own_jira.post("/rest/api/3/changelog/bulkfetch", issueIdsOrKeys=sorted(gone))
    assert changelogs.json()["issueChangeLogs"] == []


@pytest.mark.parametrize(("given", "status"), [(None, 404), (403, 403)])
def test_a_restricted_issue_is_refused_and_not_found(own_jira, given, status):
    [issue] = ids(own_jira, "key = PORTAL-4")
    own_jira.server.state.restrict(issue, given)
    assert status_of(own_jira, issue) == status
    assert issue not in ids(own_jira)
    assert lost(own_jira) == {issue: "access_lost"}
    own_jira.server.state.restore(issue)
    assert status_of(own_jira, issue) == 200
    assert issue in ids(own_jira)


def test_an_issue_that_is_made_anew_has_another_id_and_no_past(own_jira):
    state = own_jira.server.state
    old = own_jira.get("/rest/api/3/issue/PORTAL-4").json()
    new = state.recreate("PORTAL-4")

    body = own_jira.get(f"/rest/api/3/issue/{new}").json()
    assert (body["id"] != old["id"], body["key"] != old["key"]) == (True, True)
    assert body["fields"]["summary"] == old["fields"]["summary"]
    assert body["fields"]["created"] == body["fields"]["updated"]
    assert body["fields"]["status"]["name"] == "To Do"
    assert (status_of(own_jira, old["id"]), status_of(own_jira, "PORTAL-4")) == (404, 404)
    assert own_jira.get(f"/rest/api/3/issue/{new}/changelog").json()["total"] == 0
    assert own_jira.search(ALL, fields=["key"], maxResults=5000)[-1]["key"] == body["key"]
    assert lost(own_jira) == {old["id"]: "deleted"}
    state.touch(new, status=4)
    state.add_worklog(new, 3600)
    assert ids(own_jira) == true_ids(own_jira)
    [row] = [row for table, row in truth(state) if table == "issues" and row["issue_id"] == new]
    assert (row["status"], row["time_spent_seconds"]) == ("Done", 3600)


def test_new_issues_have_keys_of_their_own(own_jira):
    state = own_jira.server.state
    made = [state.create("PORTAL"), state.create("PORTAL"), state.create("BATT")]
    found = {own_jira.get(f"/rest/api/3/issue/{each}").json()["key"] for each in made}
    assert len(found) == 3
    assert {each.rpartition("-")[0] for each in found} == {"PORTAL", "BATT"}
    assert {own_jira.get(f"/rest/api/3/issue/{each}").json()["id"] for each in found} == set(made)


def test_a_deleted_story_takes_its_sub_tasks_and_an_epic_says_so_to_its_children(own_jira):
    state = own_jira.server.state
    rows = {row["issue_id"]: row for table, row in truth(state) if table == "issues"}
    story = next(row["parent_id"] for row in rows.values() if row["is_subtask"])
    below = {each for each, row in rows.items() if row["parent_id"] == story}
    epic = rows[story]["parent_id"]
    children = {each for each, row in rows.items() if row["parent_id"] == epic} - {story}
    state.delete(story)
    assert {each for each, kind in lost(own_jira).items() if kind == "deleted"} == {story, *below}

    when = state.delete(epic)
    assert children <= ids(own_jira, f"updated >= {when}")
    after = {row["issue_id"]: row for table, row in truth(state) if table == "issues"}
    assert {after[each]["parent_id"] for each in children} == {None}


def test_what_was_linked_to_a_deleted_issue_changes_with_it(own_jira):
    state = own_jira.server.state
    link = next(row for table, row in truth(state) if table == "issue_links")
    when = state.delete(link["from_issue_id"])
    assert link["to_issue_id"] in ids(own_jira, f"updated >= {when}")
    newest = own_jira.get(f"/rest/api/3/issue/{link['to_issue_id']}/changelog").json()["values"][-1]
    assert [item["field"] for item in newest["items"]] == ["Link"]
    assert link["link_id"] not in {
        row["link_id"] for table, row in truth(state) if table == "issue_links"
    }


def test_an_issue_moved_there_and_back_is_found_by_every_key_it_had(own_jira):
    state = own_jira.server.state
    issue = own_jira.get("/rest/api/3/issue/PORTAL-4").json()["id"]
    had = ["PORTAL-4", state.move(issue, "BATT"), state.move(issue, "PORTAL"),
           state.move(issue, "BATT")]  # fmt: skip
    assert len(set(had)) == 4
    assert {own_jira.get(f"/rest/api/3/issue/{each}").json()["id"] for each in had} == {issue}
    assert own_jira.get(f"/rest/api/3/issue/{issue}").json()["key"] == had[-1]


def test_search_lags_behind_an_issue_until_it_is_released(own_jira):
    state = own_jira.server.state
    [issue] = ids(own_jira, "key = PORTAL-4")
    state.lag(issue)
    when = state.touch(issue)
    state.move(issue, "BATT")

    assert own_jira.get(f"/rest/api/3/issue/{issue}").json()["fields"]["project"]["key"] == "BATT"
    assert ids(own_jira, f"updated >= {when}") == set()
    assert issue in ids(own_jira, "project = PORTAL")
    assert issue not in ids(own_jira, "project = BATT")
    sure = own_jira.post(SEARCH, jql=f"updated >= {when}", reconcileIssues=[int(issue)]).json()
    assert [each["id"] for each in sure["issues"]] == [issue]

    state.release(issue)
    assert ids(own_jira, f"updated >= {when}") == {issue}
    assert issue in ids(own_jira, "project = BATT")


def test_search_can_lag_behind_everything_for_a_while(own_jira):
    own_jira.server.state.lag(seconds=0.5)
    new = own_jira.server.state.create("PORTAL")
    when = own_jira.server.state.touch("PORTAL-4")
    assert status_of(own_jira, new) == 200
    assert new not in ids(own_jira)
    assert ids(own_jira, f"updated >= {when}") == set()
    time.sleep(0.5)
    assert new in ids(own_jira)
    assert len(ids(own_jira, f"updated >= {when}")) == 1


def test_more_than_fifty_issues_cannot_be_reconciled(own_jira):
    answer = own_jira.post(SEARCH, jql="project = PORTAL", reconcileIssues=list(range(51)))
    assert answer.status_code == 400
