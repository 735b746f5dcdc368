"""The Data Center face: what it shares with Cloud and where it differs."""

import pytest
import requests
from jira import JIRA

from demo.jira.data_center.options import DataCenter
from demo.jira.server import serve
from demo.jira.truth import truth
from demo.plan import build_plan
from tests.integration.demo_jira.conftest import Client

API = "/rest/api/2"


class Bearer(requests.auth.AuthBase):
    def __init__(self, token):
        self.token = token

    def __call__(self, request):
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


class DataCenterClient(Client):
    """Asks a Data Center with a personal access token."""

    def __init__(self, server):
        super().__init__(server)
        self.session.auth = Bearer(server.token)

    def pages(self, jql, **asked):
        """Return all issues of a search, by offset."""
        found = []
        while True:
            page = self.get(f"{API}/search", jql=jql, startAt=len(found), **asked).json()
            found += page["issues"]
            if len(found) >= page["total"] or not page["issues"]:
                return found


@pytest.fixture(scope="module")
def dc():
    with serve(build_plan(scale=0.1), edition="data_center") as server:
        yield DataCenterClient(server)


@pytest.fixture
def odd():
    options = DataCenter(
        version="10.3.1",
        search_cap=30,
        worklogs_a_page=2,
        embedded_histories=3,
        sprints_as_text=True,
    )
    with serve(build_plan(scale=0.05), edition="data_center", data_center=options) as server:
        yield DataCenterClient(server)


def rows_of(client, table):
    return [row for name, row in truth(client.server.state) if name == table]


def test_it_says_what_it_is_and_takes_a_bare_token(dc, odd):
    assert dc.server.user == ""
    info = dc.get(f"{API}/serverInfo").json()
    assert (info["deploymentType"], info["version"]) == ("Server", "9.12.5")
    assert odd.get(f"{API}/serverInfo").json()["versionNumbers"] == [10, 3, 1]
    assert dc.get("/rest/api/latest/myself").json()["timeZone"] == "Europe/Berlin"


def test_a_personal_access_token_is_no_password(dc):
    for user in ("pmo-warehouse", "pmo-warehouse@localhost"):
        answer = requests.get(
            f"{dc.server.url}{API}/myself", auth=(user, dc.server.token), timeout=10
        )
        assert answer.status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/rest/api/3/serverInfo", f"{API}/search/jql", f"{API}/changelog/bulkfetch",
        f"{API}/users/search", f"{API}/group/bulk", f"{API}/project/search",
        f"{API}/search/approximate-count", f"{API}/issue/PORTAL-4/changelog",
    ],
)  # fmt: skip
def test_what_only_cloud_has_is_not_there(dc, path):
    answer = dc.get(path)
    assert answer.status_code in (404, 405)
    assert dc.post(path).status_code in (404, 405)


def test_a_search_by_offset_serves_every_issue_with_its_whole_history(dc):
    found = dc.pages("ORDER BY updated", expand="changelog", maxResults=500)
    assert [each["id"] for each in found] == [
        row["issue_id"]
        for row in sorted(
            rows_of(dc, "issues"), key=lambda row: (row["updated_at"], int(row["issue_id"]))
        )
    ]
    expected = {
        (row["issue_id"], row["history_id"], row["field"], row["from_value"], row["to_value"],
         row["author_id"])
        for row in rows_of(dc, "issue_changes")
    }  # fmt: skip
    served = {
        (issue["id"], each["id"], item["field"], item["from"], item["to"],
         each.get("author", {}).get("key"))
        for issue in found
        for each in issue["changelog"]["histories"]
        for item in each["items"]
    }  # fmt: skip
    assert served == expected
    for issue in found:
        log = issue["changelog"]
        assert log["total"] == log["maxResults"] == len(log["histories"])
        stamps = [each["created"] for each in log["histories"]]
        assert stamps == sorted(stamps)


def test_people_go_by_key_everywhere(dc):
    users = dc.get(
        f"{API}/user/search", username=".", includeInactive="true", maxResults=999
    ).json()
    keys = {each["key"] for each in users}
    assert len(users) == len(keys) == len(dc.server.state.accounts)
    assert any(each["key"] == each["name"] for each in users)
    assert any(each["key"].startswith("JIRAUSER") for each in users)
    assert not [each for each in users if "accountId" in each]
    expected = {row["issue_id"]: (row["reporter_id"], row["assignee_id"])
                for row in rows_of(dc, "issues")}  # fmt: skip
    for issue in dc.pages("ORDER BY key", maxResults=500):
        assignee = issue["fields"]["assignee"]
        served = issue["fields"]["reporter"]["key"], assignee and assignee["key"]
        assert served == expected[issue["id"]]
        assert served[0] in keys


def test_users_are_searched_by_name_and_the_inactive_only_if_asked(dc):
    def find(**asked):
        return [each["name"] for each in dc.get(f"{API}/user/search", **asked).json()]

    assert find(username="former") == []
    assert find(username="former", includeInactive="true") == ["former.contractor"]
    assert len(find(username="p00")) > 10
    assert find(username=".", startAt=2, maxResults=3) == find(username=".", maxResults=9)[2:5]
    assert dc.get(f"{API}/user/search").status_code == 400


def test_groups_are_picked_and_their_members_paged(dc):
    picked = dc.get(f"{API}/groups/picker", maxResults=1000).json()
    assert picked["total"] == len(picked["groups"]) > 3
    few = dc.get(f"{API}/groups/picker", maxResults=2).json()
    assert (len(few["groups"]), few["total"]) == (2, picked["total"])
    page = dc.get(f"{API}/group/member", groupname="jira-software-users", maxResults=5).json()
    assert (len(page["values"]), page["isLast"]) == (5, False)
    assert page["values"][0]["key"]


def test_worklogs_have_plain_comments_and_one_page_holds_them_all(dc, odd):
    feed = dc.get(f"{API}/worklog/updated", since=0).json()
    ids = [each["worklogId"] for each in feed["values"]]
    rows = {row["worklog_id"]: row for row in rows_of(dc, "worklogs")}
    bodies = dc.post(f"{API}/worklog/list", ids=ids).json()
    assert {each["id"]: each["author"]["key"] for each in bodies} == {
        str(each): rows[str(each)]["author_id"] for each in ids
    }
    assert {each["comment"] for each in bodies} == {"Worked on it."}
    assert feed["self"].startswith(f"{dc.server.url}{API}/worklog/updated")
    page = odd.get(f"{API}/issue/PORTAL-4/worklog").json()
    assert (len(page["worklogs"]), page["maxResults"]) == (2, 2)
    assert page["total"] > 2
    whole = odd.get(f"{API}/issue/PORTAL-4/worklog", maxResults=5000).json()
    assert len(whole["worklogs"]) == page["total"]


def test_the_server_caps_a_page_and_counts_without_one(odd):
    page = odd.post(f"{API}/search", jql="", maxResults=5000, fields=["id"]).json()
    assert (page["maxResults"], len(page["issues"])) == (30, 30)
    assert page["total"] == len(odd.server.state.timeline)
    assert set(page["issues"][0]) == {"id", "self", "key", "expand"}
    count = odd.get(f"{API}/search", jql="project = PORTAL", maxResults=0).json()
    assert (count["issues"], count["total"]) == ([], odd.server.state.find_space("PORTAL").size)


def test_an_issue_touched_between_two_pages_shifts_the_offsets(odd):
    jql = "project = PORTAL ORDER BY updated"
    before = [each["id"] for each in odd.pages(jql, fields="id")]
    odd.server.faults.on("/search", 2, lambda: odd.server.state.touch(before[0]))
    found = [each["id"] for each in odd.pages(jql, fields="id", maxResults=10)]
    assert set(before) - set(found) == {before[10]}


def test_histories_may_be_fewer_than_their_total_says(odd):
    body = odd.get(f"{API}/issue/PORTAL-4", expand="changelog").json()
    log, issue = body["changelog"], body["id"]
    own = [row["history_id"] for row in rows_of(odd, "issue_changes") if row["issue_id"] == issue]
    histories = list(dict.fromkeys(own))
    assert (log["total"], log["maxResults"]) == (len(histories), 3)
    assert [each["id"] for each in log["histories"]] == histories[-3:]


@pytest.mark.parametrize("kind", ["objects", "text"])
def test_sprints_may_be_text_or_objects(dc, odd, kind):
    client = dc if kind == "objects" else odd
    expected = {row["issue_id"]: row["sprint_ids"] for row in rows_of(client, "issues")}
    seen = 0
    for issue in client.pages("ORDER BY key", maxResults=500):
        served = issue["fields"]["customfield_10020"] or []
        if kind == "text":
            assert all(each.startswith("com.atlassian.greenhopper.service.") for each in served)
            ids = [each.partition("[id=")[2].partition(",")[0] for each in served]
        else:
            ids = [str(each["id"]) for each in served]
        assert ids == expected[issue["id"]]
        seen += len(ids)
    assert seen > 20


def test_epics_are_in_their_own_field_and_parents_are_of_sub_tasks(dc):
    fields = {each["name"]: each for each in dc.get(f"{API}/field").json()}
    link = fields["Epic Link"]["id"]
    assert fields["Epic Link"]["schema"]["custom"].endswith(":gh-epic-link")
    assert fields["Story Points"]["schema"]["custom"].endswith(":float")
    kinds = {True: 0, False: 0}
    for issue in dc.pages("ORDER BY key", maxResults=500):
        is_subtask = issue["fields"]["issuetype"]["subtask"]
        kinds[is_subtask] += 1
        assert ("parent" in issue["fields"]) == is_subtask
        assert issue["fields"][link] is None or not is_subtask
    assert min(kinds.values()) > 0


def test_an_archived_project_is_listed_if_asked_and_its_issues_open_by_link(odd):
    state = odd.server.state
    state.archive("BATT")
    plain = {each["key"]: each["archived"] for each in odd.get(f"{API}/project").json()}
    assert "BATT" not in plain
    assert set(plain.values()) == {False}
    more = odd.get(f"{API}/project", includeArchived="true").json()
    assert {each["key"] for each in more if each["archived"]} == {"BATT", "LEGACY"}
    assert odd.get(f"{API}/issue/BATT-4").status_code == 200
    assert odd.get(f"{API}/search", jql="project = BATT").status_code == 400
    lenient = odd.get(f"{API}/search", jql="project = BATT", validateQuery="false").json()
    assert (lenient["total"], len(lenient["warningMessages"])) == (0, 1)


def test_what_cannot_be_seen_is_refused_otherwise_than_what_is_not_there(odd):
    odd.server.state.restrict("PORTAL-4")
    odd.server.state.delete("PORTAL-5")
    odd.server.state.hide("BATT")
    codes = {each: odd.get(f"{API}/issue/{each}") for each in ("PORTAL-4", "PORTAL-5", "BATT-1")}
    assert {key: answer.status_code for key, answer in codes.items()} == {
        "PORTAL-4": 403, "PORTAL-5": 404, "BATT-1": 403,
    }  # fmt: skip
    assert codes["PORTAL-5"].json()["errorMessages"] == ["Issue Does Not Exist"]


def test_the_jira_package_gets_along_with_it(dc):
    client = JIRA(dc.server.url, token_auth=dc.server.token)
    assert client.deploymentType == "Server"
    issues = client.search_issues("project = PORTAL", maxResults=False, expand="changelog")
    portal = dc.server.state.find_space("PORTAL")
    assert len(issues) == portal.size
    assert {each.name for each in client.search_users(user=".")} >= {"p0001"}
    scrum = next(each for each in client.boards(maxResults=False) if each.type == "scrum")
    assert len(client.sprints(scrum.id, maxResults=False)) > 10
