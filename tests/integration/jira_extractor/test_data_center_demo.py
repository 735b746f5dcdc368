"""A whole extraction of a Data Center, held to the same organisation as one of Cloud."""

from collections import Counter

import pytest
import requests

from demo.jira.data_center.options import DataCenter
from demo.jira.faults import Answer, Cut
from demo.jira.server import serve
from extractors.jira import data_center
from extractors.jira.site import open_site
from extractors.jira.tables import (
    COMPONENTS,
    GROUP_MEMBERS,
    ISSUE_CHANGES,
    ISSUES,
    PROJECTS,
    USERS,
    WORKLOGS,
)
from tests.integration.jira_extractor.night import (
    Night,
    assert_equals_truth,
    assert_lists_equal_truth,
)

CLOUD_ONLY = ("/rest/api/3", "/search/jql", "bulkfetch", "approximate-count")


@pytest.fixture
def night(tmp_path):
    def build(scale=0.1, **options):
        return Night(tmp_path / "landing", "data_center", DataCenter(**options), scale)

    return build


def test_a_data_center_equals_the_organisation_row_for_row(night):
    office = night()
    batch = office.run()

    assert_equals_truth(office)
    assert_lists_equal_truth(office)
    assert batch.rows_of("rejects") == 0
    assert len(office.landed(WORKLOGS)) > 1000
    assert not [
        path for _, path in office.faults.requests if any(each in path for each in CLOUD_ONLY)
    ]


def test_an_issue_has_the_same_parent_whichever_edition_keeps_it(night, tmp_path):
    office, cloud = night(scale=0.03), Night(tmp_path / "cloud", scale=0.03)
    office.run()
    cloud.run()

    def parents(each):
        return {
            key: (row["issue_key"], row["parent_key"]) for key, row in each.landed(ISSUES).items()
        }

    assert parents(office) == parents(cloud)
    assert any(parent for _, parent in parents(office).values())


def test_people_of_a_data_center_are_one_and_the_same_in_every_table(night):
    office = night(scale=0.03)
    office.run()
    users = {account_id for (account_id,) in office.landed(USERS)}

    assert any(each.startswith("JIRAUSER") for each in users)
    for table, column in (
        (ISSUES, "assignee_id"),
        (ISSUES, "reporter_id"),
        (ISSUE_CHANGES, "author_id"),
        (WORKLOGS, "author_id"),
        (PROJECTS, "lead_id"),
        (COMPONENTS, "lead_id"),
        (GROUP_MEMBERS, "account_id"),
    ):
        named = {row[column] for row in office.landed(table).values()} - {None}
        assert named <= users, (table.name, column)
        assert named or table is COMPONENTS, (table.name, column)


def test_a_server_that_sends_less_than_asked_is_read_whole(night):
    office = night(scale=0.03, search_cap=7)
    office.run()

    assert_equals_truth(office)


def test_sprints_as_old_releases_write_them_are_read(night):
    office = night(scale=0.03, sprints_as_text=True)
    office.run()

    assert_equals_truth(office)


def test_a_changelog_cut_off_rejects_its_issues_and_lands_all_else(night):
    office = night(scale=0.03, embedded_histories=5)
    batch = office.run()
    truth = office.expected()
    histories = {}
    for issue_id, history_id, _ in truth["issue_changes"]:
        histories.setdefault(issue_id, set()).add(history_id)
    long = {issue_id for issue_id, found in histories.items() if len(found) > 5}

    landed = set(office.landed(ISSUE_CHANGES))
    assert batch.rows_of("rejects") == len(long) > 0
    assert {key for key in truth["issue_changes"] if key[0] not in long} <= landed
    assert set(office.landed(ISSUES)) == set(truth["issues"])


def test_a_second_run_lands_nothing_but_the_counts(night):
    office = night(scale=0.03)
    first = office.run()
    second = office.run()

    assert second.rows == second.rows_of("issue_counts")
    assert second.watermark_after == first.watermark_after


def test_what_changed_moved_or_lost_a_worklog_is_picked_up(night):
    office = night(scale=0.03)
    office.run()
    touched, moved = (str(key) for (key,) in list(office.expected()["issues"])[:2])
    worklog = next(iter(office.expected()["worklogs"]))[0]
    office.site.touch(touched, points=13)
    key = office.site.move(moved, office.site.spaces[1].key)
    office.site.delete_worklog(int(worklog))
    office.site.touch(touched)  # the feed leaves out the last minute
    office.run()

    assert float(office.landed(ISSUES)[(touched,)]["story_points"]) == 13
    assert office.landed(ISSUES)[(moved,)]["issue_key"] == key


def test_issues_that_are_edited_while_they_are_read_hide_no_others(night, settings):
    office = night(scale=0.03, search_cap=20)
    issues = office.expected()["issues"].values()
    oldest = [row["issue_id"] for row in sorted(issues, key=lambda row: row["updated_at"])]
    for number, issue_id in enumerate(oldest[:4], 2):
        office.faults.on("/search$", number, lambda each=issue_id: office.site.touch(each))
    with (
        serve(office.site, faults=office.faults) as server,
        open_site(settings().jira, office.connection(server)) as site,
    ):
        pages = list(site.search("updated >= 1", ["summary"], 100))

    assert office.faults.fired == 4
    found = Counter(issue["id"] for page in pages for issue in page)
    assert found == Counter(oldest) + Counter(oldest[:4])  # edited ones come again as they are now


def test_a_night_of_faults_lands_the_same(night):
    office = night(scale=0.03, search_cap=30)
    for path, action, nth in (
        ("/serverInfo", Answer(503), 1),
        ("/myself", Answer(503), 1),
        ("/rest/api/2/search", Answer(429, {"Retry-After": "2"}), 1),
        ("/rest/api/2/search", Cut(after_bytes=400), 4),
        ("/worklog/updated", Answer(504), 1),
        ("/worklog/list", Cut(after_bytes=0), 1),
        ("/groups/picker", Answer(500), 1),
        ("/user/search", Answer(502), 1),
    ):
        office.faults.add(path, action, nth=nth)
    office.run()

    assert office.faults.fired == 8
    assert_equals_truth(office)


def test_a_personal_access_token_is_sent_as_bearer(night, monkeypatch):
    office = night(scale=0.03)
    sent = set()
    send = requests.adapters.HTTPAdapter.send

    def noted(self, request, **kwargs):
        sent.add(request.headers["Authorization"].split()[0])
        return send(self, request, **kwargs)

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", noted)
    office.run()

    assert sent == {"Bearer"}


def test_ids_and_counts_agree_with_the_organisation(night, settings, monkeypatch):
    monkeypatch.setattr(data_center, "IDS_PAGE", 15)
    office = night(scale=0.03)
    issues = office.expected()["issues"]
    with (
        serve(office.site) as server,
        open_site(settings().jira, office.connection(server)) as site,
    ):
        found = [each for page in site.ids("updated >= 1") for each in page]
        assert site.count("updated >= 1") == len(issues)
        assert site.issue("1") is None
        some_id, some_key = found[0]
        assert site.issue(some_id)["key"] == some_key

    assert sorted(found) == sorted((row["issue_id"], row["issue_key"]) for row in issues.values())
