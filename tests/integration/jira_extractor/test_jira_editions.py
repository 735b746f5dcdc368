"""Which Jira is there, and what Data Center answers that the demo does not."""

import logging
from itertools import islice

import pytest

from extractors.http import HttpStatusError
from extractors.jira.cloud import Cloud
from extractors.jira.data_center import DataCenter
from extractors.jira.errors import IncompleteSearchError, JiraAnswerError, UnknownSiteError
from extractors.jira.feeds import Unread
from extractors.jira.lists import small_lists
from extractors.jira.site import SERVER_INFO, open_site

SEARCH = "/rest/api/2/search"


@pytest.fixture
def opened(settings, connection, slept):
    def open_it(**jira):
        return open_site(settings(**jira).jira, connection, slept.append)

    return open_it


@pytest.fixture
def office(jira, opened):
    jira.on(SERVER_INFO, {"deploymentType": "Server", "serverTime": "2026-03-01T12:00:00.000+0000"})
    with opened() as site:
        yield site


@pytest.mark.parametrize(
    ("told", "edition"),
    [
        ("Cloud", Cloud),
        ("Server", DataCenter),  # as Data Center calls itself
        ("DataCenter", DataCenter),
        ("Data Center", DataCenter),
    ],
)
def test_the_server_says_which_jira_it_is(jira, opened, told, edition):
    jira.on(SERVER_INFO, {"deploymentType": told})

    with opened() as site:
        assert type(site) is edition


@pytest.mark.parametrize(
    ("status", "body", "error", "words"),
    [
        (200, {"deploymentType": "Mainframe"}, UnknownSiteError, "'Mainframe'.*PMO_JIRA_URL"),
        (200, {"version": "4.1"}, JiraAnswerError, "'deploymentType'.*'version'"),
        (200, b"<html>Log in</html>", JiraAnswerError, "login page"),
        (404, {}, UnknownSiteError, "Cloud or Data Center.*context path.*hide"),
        (410, {}, UnknownSiteError, "base address"),
        (401, {}, HttpStatusError, "PMO_JIRA_TOKEN.*empty user"),
        (403, {}, HttpStatusError, "CAPTCHA"),
    ],
)
def test_a_server_that_does_not_say_stops_the_night_with_a_word(
    jira, opened, reply, status, body, error, words
):
    jira.on(SERVER_INFO, reply(body, status))

    with pytest.raises(error, match=f"(?s){words}"):
        opened()


def test_the_settings_name_the_server_that_did_not_say(jira, opened, reply):
    jira.on(SERVER_INFO, reply({}, 404))

    with pytest.raises(UnknownSiteError, match=jira.url):
        opened()


def held(issue_id, total, shown):
    histories = [
        {"id": f"{issue_id}-{number}", "author": {"name": "ann"}} for number in range(shown)
    ]
    return {
        "id": issue_id,
        "key": f"A-{issue_id}",
        "fields": {},
        "changelog": {"startAt": 0, "total": total, "histories": histories},
    }


def read(office, *issue_ids):
    """Return how many histories of each issue were read, and what was withheld."""
    found = office.changelogs(list(issue_ids))
    counted = {each: sum(key == each for key, raw in found if "id" in raw) for each, _ in found}
    return counted, [dict(raw) for _, raw in found if isinstance(raw, Unread)]


def test_changelogs_come_inside_the_issues_of_one_search(jira, office):
    jira.on(SEARCH, {"total": 2, "issues": [held("2", 1, 1), held("1", 3, 3)]})

    assert read(office, "1", "2") == ({"1": 3, "2": 1}, [])
    (asked,) = jira.asked_of(SEARCH)
    assert asked.body["jql"] == "id in (1, 2)"
    assert (asked.body["expand"], asked.body["validateQuery"]) == (["changelog"], False)


def test_authors_of_old_versions_go_by_their_name(jira, office):
    jira.on(SEARCH, {"total": 1, "issues": [held("1", 1, 1)]})

    ((_, history),) = office.changelogs(["1"])
    assert history["author"]["accountId"] == "ann"


def test_a_changelog_cut_off_in_the_search_is_read_from_the_issue(jira, office):
    jira.on(SEARCH, {"total": 1, "issues": [held("1", 120, 100)]})
    jira.on("/rest/api/2/issue/1", held("1", 120, 120))

    assert read(office, "1") == ({"1": 120}, [])


def test_a_changelog_cut_off_everywhere_is_read_by_the_page_where_that_is_served(jira, office):
    jira.on(SEARCH, {"total": 1, "issues": [held("1", 3, 1)]})
    jira.on("/rest/api/2/issue/1", held("1", 3, 1))
    rest = [{"id": f"1-{number}"} for number in range(3)]
    jira.on("/rest/api/2/issue/1/changelog", {"values": rest, "isLast": True, "total": 3})

    counted, withheld = read(office, "1")
    assert counted["1"] >= 3
    assert withheld == []


def test_what_a_data_center_withholds_is_rejected_by_the_name_of_its_issue(jira, office, caplog):
    jira.on(SEARCH, {"total": 2, "issues": [held("1", 3, 3), held("2", 120, 100)]})
    jira.on("/rest/api/2/issue/2", held("2", 120, 100))

    assert read(office, "1", "2") == (
        {"1": 3, "2": 100},
        [{"issueId": "2", "histories": 100, "total": 120}],
    )
    assert "issue 2: Jira shows 100 of 120 histories" in caplog.text


@pytest.mark.parametrize(
    "answer",
    [(200, {"total": 1, "issues": [held("1", 1, 1)]}), (400, {"errorMessages": ["2 is gone"]})],
    ids=["left out", "refused"],
)
def test_an_issue_that_the_search_lacks_is_asked_for_by_itself(jira, office, reply, answer):
    status, body = answer
    jira.on(SEARCH, reply(body, status))
    jira.on("/rest/api/2/issue/1", held("1", 1, 1))
    jira.on("/rest/api/2/issue/2", held("2", 2, 2))
    jira.on("/rest/api/2/issue/3", reply({}, 404))

    assert read(office, "1", "2", "3") == ({"1": 1, "2": 2}, [])


def test_all_users_come_from_the_list_where_there_is_one(jira, office):
    jira.on(
        "/rest/api/2/user/list",
        {"values": [{"key": "JIRAUSER1", "name": "ann"}], "nextCursor": "7", "isLast": False},
        {"values": [{"name": "bob"}], "nextCursor": "9", "isLast": True},
    )

    assert [each["accountId"] for each in office.users()] == ["JIRAUSER1", "bob"]
    cursors = [each.query.get("cursor") for each in jira.asked_of("/rest/api/2/user/list")]
    assert cursors == [None, ["7"]]


def test_a_list_of_users_that_runs_in_circles_is_refused(jira, office):
    jira.on("/rest/api/2/user/list", {"values": [], "nextCursor": "7", "isLast": False})

    with pytest.raises(IncompleteSearchError, match="cursor 7 repeats"):
        list(office.users())


@pytest.mark.parametrize("status", [403, 404, 405])
def test_without_the_list_users_are_searched_for_by_a_dot(jira, office, reply, status):
    jira.on("/rest/api/2/user/list", reply({}, status))
    jira.on("/rest/api/2/user/search", [{"key": "a"}], [{"key": "b"}], [])

    assert [each["accountId"] for each in office.users()] == ["a", "b"]
    asked = jira.asked_of("/rest/api/2/user/search")
    assert [each.query["startAt"] for each in asked] == [["0"], ["1"], ["2"]]
    assert asked[0].query["username"] == ["."]
    assert asked[0].query["includeInactive"] == ["true"]


def test_a_search_for_users_that_knows_no_offset_is_refused(jira, office, reply):
    jira.on("/rest/api/2/user/list", reply({}, 404))
    jira.on("/rest/api/2/user/search", [{"key": "a"}, {"key": "b"}])

    with pytest.raises(IncompleteSearchError, match="repeats its page at 2"):
        list(islice(office.users(), 50))


def test_a_component_belongs_to_the_project_that_was_asked_for_it(jira, office):
    # Newer documents know the project's key in it and no id.
    component = {"id": "66", "project": "A", "lead": {"key": "JIRAUSER1", "name": "ann"}}
    jira.on("/rest/api/2/project/10/components", [component])
    (found,) = office.components({"id": "10"})

    assert (found["projectId"], found["lead"]["accountId"]) == ("10", "JIRAUSER1")


def test_groups_that_the_picker_does_not_show_are_said(jira, office, caplog):
    jira.on("/rest/api/2/groups/picker", {"total": 25, "groups": [{"name": "crew"}]})
    jira.on("/rest/api/2/group/member", {"values": [{"key": "a"}], "isLast": True})
    (group,) = office.groups()

    assert group["groupId"] == "crew"
    assert [each["accountId"] for each in office.members(group)] == ["a"]
    assert jira.asked_of("/rest/api/2/group/member")[0].query["groupname"] == ["crew"]
    assert "shows 1 of 25 groups" in caplog.text
    assert "jira.ajax.autocomplete.limit above 25" in caplog.text


def test_an_order_of_one_s_own_gives_way_to_that_of_the_scan(jira, office):
    jira.on(SEARCH, {"total": 0, "issues": []})
    list(office.search('project = "ORDER" order by key DESC', ["summary"], 50))
    list(office.search("project = A OR project = B", ["summary"], 50))

    assert [each.body["jql"] for each in jira.asked_of(SEARCH)] == [
        'project = "ORDER" ORDER BY updated ASC, key ASC',
        "(project = A OR project = B) ORDER BY updated ASC, key ASC",
    ]
    assert jira.asked_of(SEARCH)[0].body["fields"] == ["summary", "updated"]


def test_a_query_that_a_data_center_refuses_is_shown(jira, office, reply):
    jira.on(SEARCH, reply({"errorMessages": ["The value 'XX' does not exist."]}, 400))

    with pytest.raises(JiraAnswerError, match=r"'XX' does not exist.*project = XX"):
        office.count("project = XX")


def test_a_missing_server_time_falls_back_to_ours(jira, opened):
    jira.on(SERVER_INFO, {"deploymentType": "Server", "serverTime": "noon"})
    jira.on(SEARCH, {"total": 1, "issues": [{"id": "1", "key": "A-1", "fields": {}}]})

    with opened() as site:
        assert list(site.ids("project = A")) == [[("1", "A-1")]]


def empty(jira, api):
    """Let a site of `api` have nothing but what a test gives it."""
    for path in ("field", "status", "priority", "users/search", "user/search", "project"):
        jira.on(f"/rest/api/{api}/{path}", [])
    for path in ("project/search", "group/bulk"):
        jira.on(f"/rest/api/{api}/{path}", {"values": [], "isLast": True})
    jira.on("/rest/api/2/groups/picker", {"total": 0, "groups": []})
    jira.on("/rest/agile/1.0/board", {"values": [], "isLast": True})


def listed(site):
    return {table.name: raws for table, raws, _ in small_lists(site, [])}


@pytest.mark.parametrize(
    ("path", "table", "grant"),
    [
        ("/rest/api/3/group/bulk", "groups", "Browse users and groups"),
        ("/rest/api/3/users/search", "users", "Browse users and groups"),
        ("/rest/api/3/priority", "priorities", "access to Jira"),
        ("/rest/agile/1.0/board", "boards", "Jira Software licence"),
    ],
)
def test_a_list_that_the_account_may_not_read_is_left_as_it_is_and_said(
    jira, opened, reply, caplog, path, table, grant
):
    caplog.set_level(logging.WARNING)
    empty(jira, 3)
    jira.on(path, reply({"errorMessages": ["no"]}, 403))
    with opened() as site:
        found = listed(site)

    assert found[table] is None
    assert found["statuses"] == []
    assert f"{table}: not read, what landed before stands" in caplog.text
    assert grant in caplog.text


@pytest.mark.parametrize("path", ["/rest/api/3/status", "/rest/api/3/project/search"])
def test_a_list_that_all_else_rests_on_may_not_be_refused(jira, opened, reply, path):
    empty(jira, 3)
    jira.on(path, reply({}, 403))

    with opened() as site, pytest.raises(HttpStatusError, match="Browse Projects"):
        listed(site)


def test_members_are_one_list_refused_as_a_whole(jira, opened, reply, caplog):
    empty(jira, 3)
    groups = [{"groupId": "g1", "name": "crew"}, {"groupId": "g2", "name": "admins"}]
    jira.on("/rest/api/3/group/bulk", {"values": groups, "isLast": True})
    jira.on(
        "/rest/api/3/group/member",
        lambda asked: (
            reply({}, 403)
            if asked.query["groupId"] == ["g2"]
            else {"values": [{"accountId": "a"}], "isLast": True}
        ),
    )
    with opened() as site:
        found = listed(site)

    assert [each["groupId"] for each in found["groups"]] == ["g1", "g2"]
    assert found["group_members"] is None


def test_a_board_and_a_project_that_refuse_leave_those_beside_them(jira, opened, reply, caplog):
    empty(jira, 3)
    boards = [{"id": 5, "name": "closed to us", "type": "scrum"}, {"id": 6, "type": "simple"}]
    jira.on("/rest/agile/1.0/board", {"values": boards, "isLast": True})
    jira.on("/rest/agile/1.0/board/5/sprint", reply({}, 403))
    jira.on("/rest/agile/1.0/board/6/sprint", {"values": [{"id": 9}], "isLast": True})
    projects = [{"id": "1", "name": "Apollo"}, {"id": "2", "name": "Gemini"}]
    jira.on("/rest/api/3/project/search", {"values": projects, "isLast": True})
    for project in ("1", "2"):
        jira.on(f"/rest/api/3/project/{project}/versions", [])
    jira.on("/rest/api/3/project/1/components", reply({}, 404))
    jira.on("/rest/api/3/project/2/components", [{"id": "66"}])
    with opened() as site:
        found = listed(site)

    assert [each["id"] for each in found["sprints"]] == [9]
    assert [each["id"] for each in found["components"]] == ["66"]
    assert "sprints of closed to us: not read" in caplog.text
    assert "components of Apollo: not read" in caplog.text
