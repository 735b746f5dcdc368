"""Data Center's answers, held to what Cloud's document says of the same resource.

Atlassian publishes no interface document of Data Center that lies beside us. So each answer is
first put into Cloud's words: `as_cloud` gives people an account id in place of name and key, and
drops the few properties that only Data Center has (`ONLY_HERE`, per resource) and the null sides
of a change, which the document does not know though Jira of either kind may write them. What is
left must be valid against the platform's document (v3; search against the schema of the search
that Cloud removed) and the software's. What is in neither document is held to Atlassian's
reference of the REST API 9.12 by the names of its properties, below.
"""

import pytest

from demo.jira.server import serve
from demo.plan import build_plan
from tests.integration.demo_jira.test_demo_data_center import DataCenterClient

V2, V3, AGILE = "/rest/api/2", "/rest/api/3", "/rest/agile/1.0"
ONLY_HERE = {
    "/serverInfo": {"databaseBuildNumber"},
    "/board/{boardId}/sprint": {"synced", "autoStartStop"},
}


@pytest.fixture(scope="module")
def dc():
    with serve(build_plan(scale=0.1), edition="data_center") as server:
        yield DataCenterClient(server)


def as_cloud(value, dropped):
    """Return an answer without what only Data Center has, people under an account id."""
    if isinstance(value, list):
        return [as_cloud(each, dropped) for each in value]
    if not isinstance(value, dict):
        return value
    kept = {k: as_cloud(v, dropped) for k, v in value.items() if k not in dropped}
    if "fieldtype" in kept:
        kept = {name: each for name, each in kept.items() if each is not None}
    if {"name", "key", "displayName"} <= set(kept):
        assert "accountId" not in kept
        kept["accountId"] = kept.pop("key")
        del kept["name"], kept["deleted"]
    return kept


class Translated:
    """An answer of Data Center in Cloud's words."""

    def __init__(self, answer, dropped=()):
        self.status_code, self.headers, self.text = answer.status_code, answer.headers, answer.text
        self._body = as_cloud(answer.json(), set(dropped))

    def json(self):
        return self._body


@pytest.mark.parametrize(
    ("path", "template"),
    [
        *[
            (each, each)
            for each in (
                "/serverInfo", "/myself", "/field", "/status", "/issuetype", "/priority",
                "/resolution", "/issueLinkType", "/project", "/project?includeArchived=true",
                "/project?expand=lead", "/user/search?username=.&includeInactive=true",
                "/groups/picker", "/group/member?groupname=jira-software-users",
                "/worklog/updated", "/worklog/deleted", "/search?jql=&maxResults=500",
                "/search?jql=&maxResults=100&expand=changelog", "/search?jql=&fields=id",
            )
        ],
        ("/project/PORTAL", "/project/{projectIdOrKey}"),
        ("/project/PORTAL/versions", "/project/{projectIdOrKey}/versions"),
        ("/project/PORTAL/components", "/project/{projectIdOrKey}/components"),
        ("/issue/PORTAL-4?expand=changelog", "/issue/{issueIdOrKey}"),
        ("/issue/PORTAL-4/worklog", "/issue/{issueIdOrKey}/worklog"),
    ],
)  # fmt: skip
def test_reads_of_the_platform(check, dc, path, template):
    template = template.partition("?")[0]
    answer = Translated(dc.get(V2 + path), ONLY_HERE.get(template, ()))
    assert check(answer, "get", V3 + template)


def test_worklog_bodies(check, dc):
    feed = dc.get(f"{V2}/worklog/updated", since=0).json()
    ids = [each["worklogId"] for each in feed["values"]]
    answer = Translated(dc.post(f"{V2}/worklog/list", ids=ids))
    assert len(check(answer, "post", f"{V3}/worklog/list")) == len(ids)


@pytest.mark.parametrize(
    ("path", "template", "status"),
    [
        ("/search?jql=project = NOWHERE", "/search", 400),
        ("/search?jql=project", "/search", 400),
        ("/user/search", "/user/search", 400),
        ("/issue/NO-1", "/issue/{issueIdOrKey}", 404),
        ("/project/NO", "/project/{projectIdOrKey}", 404),
        ("/group/member?groupname=nobody", "/group/member", 404),
    ],
)
def test_refusals(check, dc, path, template, status):
    assert check(dc.get(V2 + path), "get", V3 + template, status)["errorMessages"]


def test_boards_and_sprints(check, dc):
    found = check(dc.get(f"{AGILE}/board"), "get", f"{AGILE}/board")["values"]
    assert {each["type"] for each in found} == {"scrum", "kanban"}
    assert not [each for each in found if "location" in each]
    for each in found:
        one = f"{AGILE}/board/{each['id']}"
        of_board = f"{AGILE}/board/{{boardId}}"
        check(dc.get(one), "get", of_board)
        [project] = check(dc.get(f"{one}/project"), "get", f"{of_board}/project")["values"]
        assert project["key"] in each["name"]
        status = 200 if each["type"] == "scrum" else 400
        dropped = ONLY_HERE["/board/{boardId}/sprint"]
        answer = Translated(dc.get(f"{one}/sprint"), dropped)
        # RFC 3339 with a colon in the offset, where the platform writes none.
        for sprint in answer.json().get("values", []):
            for name in ("startDate", "endDate", "completeDate"):
                if name in sprint:
                    assert sprint[name][-3] == ":"
                    sprint[name] = sprint[name][:-3] + sprint[name][-2:]
        check(answer, "get", f"{of_board}/sprint", status)


def test_users_have_the_properties_that_the_reference_of_data_center_names(dc):
    names = {"self", "key", "name", "emailAddress", "avatarUrls", "displayName", "active",
             "deleted", "timeZone"}  # fmt: skip
    for user in dc.get(f"{V2}/user/search", username=".", maxResults=999).json():
        assert set(user) == names


def test_an_unknown_address_is_answered_as_data_center_does(dc):
    answer = dc.get(f"{V2}/changelog/bulkfetch")
    assert (answer.status_code, answer.json()["status-code"]) == (404, 404)
    assert answer.json()["message"].startswith("null for uri: http")
