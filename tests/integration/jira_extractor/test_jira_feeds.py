import pytest

from extractors.jira import feeds
from extractors.jira.api import Api
from extractors.jira.cloud import Cloud
from extractors.jira.errors import (
    IncompleteSearchError,
    JiraAnswerError,
    SearchUnavailableError,
)
from extractors.jira.lists import small_lists

SEARCH = "/rest/api/3/search/jql"
BULK = "/rest/api/3/changelog/bulkfetch"
UPDATED = "/rest/api/3/worklog/updated"
JQL = "updated >= 1"


@pytest.fixture
def site(settings, connection, slept):
    with Cloud(Api(settings().jira, connection, slept.append)) as opened:
        yield opened


def found(site):
    return [issue["id"] for page in site.search(JQL, ["summary"], 100) for issue in page]


def page(*ids, **rest):
    return {"issues": [{"id": each} for each in ids], **rest}


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        pytest.param([page()], [], id="nothing matches"),
        pytest.param([page("1", "2", isLast=True)], ["1", "2"], id="one page"),
        pytest.param([page("1", nextPageToken=None)], ["1"], id="a null cursor"),
        pytest.param(
            [page("1", nextPageToken="a"), page("2", nextPageToken="b"), page("3")],
            ["1", "2", "3"],
            id="three pages",
        ),
        pytest.param(
            [page("1", nextPageToken="a"), page(nextPageToken="b", isLast=False), page("3")],
            ["1", "3"],
            id="empty page mid-search",
        ),
        pytest.param(
            [page("1", nextPageToken="a", isLast=True)], ["1"], id="last, though with a cursor"
        ),
    ],
)
def test_a_search_yields_every_page_in_order(jira, site, pages, expected):
    jira.on(SEARCH, *pages)

    assert found(site) == expected
    asked = [each.body.get("nextPageToken") for each in jira.asked_of(SEARCH)]
    assert asked == [None, *(each.get("nextPageToken") for each in pages[:-1])]
    assert jira.asked[0].body == {"jql": JQL, "fields": ["summary"], "maxResults": 100}


@pytest.mark.parametrize(
    "pages",
    [
        pytest.param([page("1", isLast=False)], id="no cursor, not last"),
        pytest.param([page("1", nextPageToken="a")], id="cursor repeats at once"),
        pytest.param(
            [
                page("1", nextPageToken="a"),
                page("2", nextPageToken="b"),
                page("3", nextPageToken="a"),
            ],
            id="cursor repeats later",
        ),
        pytest.param([page("1", nextPageToken=7)], id="cursor that is none"),
    ],
)
def test_a_search_refuses_to_end_early_or_never(jira, site, pages):
    jira.on(SEARCH, *pages)

    with pytest.raises(IncompleteSearchError, match="run again"):
        found(site)


@pytest.mark.parametrize("body", [{}, {"issues": None}, {"total": 3, "values": []}, [], "ok"])
def test_an_answer_without_issues_is_an_error_not_an_empty_search(jira, site, body):
    jira.on(SEARCH, body)

    with pytest.raises(JiraAnswerError, match="'issues'"):
        found(site)


def test_a_login_page_in_place_of_json_is_named(jira, site, reply):
    jira.on(SEARCH, reply(b"<html>Log in</html>", headers={"Content-Type": "text/html"}))

    with pytest.raises(JiraAnswerError, match="login page"):
        found(site)


@pytest.mark.parametrize("status", [404, 410])
def test_a_site_without_the_search_says_what_to_check(jira, site, reply, status):
    jira.on(SEARCH, reply({}, status))

    with pytest.raises(SearchUnavailableError, match="PMO_JIRA_URL"):
        found(site)


def test_a_refused_query_is_shown(jira, site, reply):
    jira.on(SEARCH, reply({"errorMessages": ["The value 'XX' does not exist."]}, 400))

    with pytest.raises(JiraAnswerError, match=r"'XX' does not exist.*updated >= 1.*jira\.projects"):
        found(site)


def test_half_a_character_is_replaced_not_fatal(jira, site, reply):
    jira.on(SEARCH, reply(b'{"issues": [{"id": "a\\ud83d b \\ud83d\\ude00 \\\\ud83d"}]}'))

    assert found(site) == ["a\ufffd b \U0001f600 \\ud83d"]


def histories(issue_id, *ids):
    return {"issueId": issue_id, "changeHistories": [{"id": each} for each in ids]}


def test_a_changelog_spans_pages(jira, site):
    jira.on(
        BULK,
        {"issueChangeLogs": [histories("1", "a", "b")], "nextPageToken": "t"},
        {"issueChangeLogs": [histories("1", "b", "c"), histories("2", "d")]},
    )
    read = site.changelogs(["1", "2", "3"])

    assert [(issue, each["id"]) for issue, each in read] == [
        ("1", "a"),
        ("1", "b"),
        ("1", "b"),
        ("1", "c"),
        ("2", "d"),
    ]
    assert [each.body.get("nextPageToken") for each in jira.asked_of(BULK)] == [None, "t"]
    assert jira.asked[0].body["issueIdsOrKeys"] == ["1", "2", "3"]


def test_a_changelog_that_repeats_its_cursor_is_refused(jira, site):
    jira.on(BULK, {"issueChangeLogs": [], "nextPageToken": "t"})

    with pytest.raises(IncompleteSearchError):
        site.changelogs(["1"])


@pytest.mark.parametrize("status", [404, 410])
def test_without_the_bulk_changelog_each_issue_is_asked(jira, site, reply, status):
    jira.on(BULK, reply({}, status))
    jira.on(
        "/rest/api/3/issue/1/changelog",
        {"values": [{"id": "a"}], "isLast": False, "total": 2},
        {"values": [{"id": "b"}], "isLast": True, "total": 2},
    )
    jira.on("/rest/api/3/issue/2/changelog", reply({}, 404))
    assert [(issue, each["id"]) for issue, each in site.changelogs(["1", "2"])] == [
        ("1", "a"),
        ("1", "b"),
    ]
    site.changelogs(["2"])
    assert len(jira.asked_of(BULK)) == 1


def test_changed_worklogs_are_followed_to_the_last_page(jira, site):
    jira.on(
        UPDATED,
        {"values": [{"worklogId": 1}], "since": 0, "until": 50, "lastPage": False},
        {"values": [{"worklogId": 2}], "since": 50, "until": 70, "lastPage": True},
    )
    assert list(site.changed_worklogs("updated", 0)) == [
        ([{"worklogId": 1}], 50),
        ([{"worklogId": 2}], 70),
    ]
    assert [each.query["since"] for each in jira.asked] == [["0"], ["50"]]


def test_worklogs_that_share_one_moment_and_fill_a_page_are_an_error(jira, site):
    jira.on(UPDATED, {"values": [{"worklogId": 1}], "until": 50, "lastPage": False})

    with pytest.raises(IncompleteSearchError, match="does not move on from 50"):
        list(site.changed_worklogs("updated", 0))


@pytest.mark.parametrize("body", [{}, {"values": []}, {"lastPage": True}, []])
def test_a_worklog_page_without_its_promises_is_an_error(jira, site, body):
    jira.on(UPDATED, body)

    with pytest.raises(JiraAnswerError):
        list(site.changed_worklogs("updated", 0))


def test_worklog_bodies_must_be_a_list(jira, site):
    jira.on("/rest/api/3/worklog/list", {"errors": []})

    with pytest.raises(JiraAnswerError, match="expected a list"):
        site.worklogs([1])


def test_results_keep_the_order_of_their_items_and_run_side_by_side(site):
    from threading import Barrier

    together = Barrier(3, timeout=5)

    def work(number):
        if number < 3:
            together.wait()
        return number * 10

    assert list(feeds.Ahead(site.pool, work).over(range(9))) == [n * 10 for n in range(9)]


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        pytest.param([{"values": [1, 2], "isLast": True}], [1, 2], id="said to be last"),
        pytest.param(
            [{"values": [1], "total": 2}, {"values": [2], "total": 2}], [1, 2], id="by total"
        ),
        pytest.param([{"values": [1]}, {"values": []}], [1], id="neither: until empty"),
        pytest.param(
            # The package stops at a page shorter than asked for, and loses what follows.
            [{"values": [1], "isLast": False}, {"values": [2, 3], "isLast": True}],
            [1, 2, 3],
            id="short page before the last",
        ),
        pytest.param(
            [{"values": [], "isLast": False, "maxResults": 50}, {"values": [3], "isLast": True}],
            [3],
            id="empty page before the last",
        ),
    ],
)
def test_an_offset_list_ends_when_it_says_so(jira, site, pages, expected):
    jira.on("/list", *pages)

    assert list(site.api.paged("/list")) == expected


def test_an_offset_list_that_never_ends_is_refused(jira, site):
    jira.on("/list", {"values": [], "isLast": False})

    with pytest.raises(IncompleteSearchError, match="empty pages in a row"):
        list(site.api.paged("/list"))


def test_small_lists_take_what_each_kind_of_board_and_project_gives(jira, site, reply):
    jira.on(
        "/rest/api/3/project/search",
        lambda asked: {
            "live": {"values": [{"id": "1", "key": "A"}, {"id": "2", "key": "B"}], "isLast": True},
            "archived": {"values": [{"id": "3", "key": "OLD"}], "isLast": True},
        }[asked.query["status"][0]],
    )
    jira.on("/rest/api/3/status", [{"id": "1", "name": "To Do"}])
    jira.on("/rest/api/3/project/1/versions", [{"id": "77", "name": "1.0"}])
    jira.on("/rest/api/3/project/2/versions", reply({}, 404))
    boards = [{"id": 5, "type": "scrum"}, {"id": 6, "type": "kanban"}, {"id": 7, "type": "simple"}]
    jira.on("/rest/agile/1.0/board", {"values": boards, "isLast": True})
    jira.on("/rest/agile/1.0/board/5/sprint", {"values": [{"id": 9}, {"id": 8}], "isLast": True})
    jira.on("/rest/agile/1.0/board/6/sprint", reply({"errorMessages": ["no sprints"]}, 400))
    jira.on("/rest/agile/1.0/board/7/sprint", {"values": [{"id": 9}, {"id": 10}], "isLast": True})
    jira.on("/rest/api/3/users/search", [{"accountId": "a"}], [{"accountId": "b"}], [])
    jira.on("/rest/api/3/priority", [{"id": "9", "name": "Urgent"}, {"id": "2", "name": "Low"}])
    jira.on("/rest/api/3/project/1/components", [{"id": "66", "projectId": 1, "name": "Core"}])
    jira.on("/rest/api/3/project/2/components", [])
    groups = [{"groupId": "g1", "name": "crew"}, {"groupId": None, "name": "guests"}]
    jira.on("/rest/api/3/group/bulk", {"values": groups, "isLast": True})
    members = {"g1": [{"accountId": "a"}, {"accountId": "b"}], "guests": [{"accountId": "a"}]}
    jira.on(
        "/rest/api/3/group/member",
        lambda asked: {"values": members[asked.query["groupId"][0]], "isLast": True},
    )

    lists = {
        table.name: [parse(raw) for raw in raws] for table, raws, parse in small_lists(site, [])
    }
    assert [(row["project_key"], row["is_archived"]) for row in lists["projects"]] == [
        ("A", False),
        ("B", False),
        ("OLD", True),
    ]
    assert [row["version_id"] for row in lists["versions"]] == ["77"]
    assert [row["board_type"] for row in lists["boards"]] == ["scrum", "kanban", "simple"]
    assert [row["sprint_id"] for row in lists["sprints"]] == ["9", "8", "10"]
    assert [row["account_id"] for row in lists["users"]] == ["a", "b"]
    assert [row["name"] for row in lists["statuses"]] == ["To Do"]
    assert [(row["priority_id"], row["rank"]) for row in lists["priorities"]] == [
        ("9", 1),
        ("2", 2),
    ]
    assert [(row["component_id"], row["project_id"]) for row in lists["components"]] == [
        ("66", "1")
    ]
    assert [row["group_id"] for row in lists["groups"]] == ["g1", "guests"]
    assert [tuple(row.values()) for row in lists["group_members"]] == [
        ("g1", "a"),
        ("g1", "b"),
        ("guests", "a"),
    ]
    assert jira.asked_of("/rest/api/3/group/member")[0].query["includeInactiveUsers"] == ["true"]


def test_the_package_keeps_to_our_policy(jira, site, reply, slept):
    jira.on(
        "/rest/api/3/field", reply({}, 500), reply({}, 429, {"Retry-After": "1.5"}), [{"id": "x"}]
    )

    assert site.whole("fields") == [{"id": "x"}]
    assert len(slept) == 2
    assert slept[1] >= 1.5


@pytest.mark.parametrize("body", [{"errorMessages": ["x"]}, ["text"], b"<html>"])
def test_a_list_of_the_package_that_is_none_is_an_error(jira, site, reply, body):
    jira.on("/rest/api/3/field", reply(body))
    jira.on("/rest/api/3/status", reply(body))

    for name in ("fields", "statuses"):
        with pytest.raises(JiraAnswerError):
            site.whole(name)
