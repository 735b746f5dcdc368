"""A whole extraction of the sample organisation's Jira, held to what that organisation is."""

import pytest

from demo.jira.faults import Answer, Cut, EmptyPage, RepeatedToken
from extractors.jira.errors import IncompleteSearchError
from extractors.jira.tables import BOARDS, DELETIONS, ISSUE_CHANGES, ISSUES, SPRINTS, WORKLOGS
from tests.integration.jira_extractor.night import (
    Night,
    assert_equals_truth,
    assert_lists_equal_truth,
)


@pytest.fixture
def night(tmp_path):
    return Night(tmp_path / "landing")


def test_an_extraction_equals_the_organisation_row_for_row(night):
    batch = night.run()

    assert_equals_truth(night)
    assert_lists_equal_truth(night)
    kinds = {row["board_id"]: row["board_type"] for row in night.landed(BOARDS).values()}
    assert set(kinds.values()) == {"scrum", "kanban", "simple"}
    sprints = {kinds[row["board_id"]] for row in night.landed(SPRINTS).values()}
    assert sprints == {"scrum", "simple"}
    assert batch.rows_of("rejects") == 0
    assert batch.rows_of("issues") == len(night.site.timeline)
    assert batch.rows_of("issue_changes") == len(night.expected()["issue_changes"])
    methods = {(method, path.split("?")[0]) for method, path in night.faults.requests}
    assert ("POST", "/rest/api/3/changelog/bulkfetch") in methods


def test_a_second_run_lands_nothing_and_asks_little(night):
    first = night.run()
    night.faults.clear()

    second = night.run()
    assert second.rows == second.rows_of("issue_counts") == len(night.site.spaces)
    assert second.watermark_after == first.watermark_after
    assert not [path for _, path in night.faults.requests if "changelog" in path or "list" in path]


def test_what_was_touched_is_picked_up_and_nothing_else(night):
    night.run()
    issue_id = str(next(iter(night.expected()["issues"]))[0])
    other_id = str(list(night.expected()["issues"])[7][0])
    night.site.touch(issue_id, points=13)
    added = night.site.add_worklog(other_id, 5400)
    night.site.touch(other_id)
    night.site.touch(issue_id)  # the feed of worklogs leaves out the last minute

    batch = night.run()
    assert (batch.rows_of("issues"), batch.rows_of("worklogs")) == (2, 1)
    assert (str(added),) in night.landed(WORKLOGS)
    assert_equals_truth(night)
    again = night.run()
    assert again.rows == again.rows_of("issue_counts")


def test_a_deleted_worklog_and_a_moved_issue_are_picked_up(night):
    night.run()
    (worklog_id,) = next(iter(night.expected()["worklogs"]))
    issue_id = str(list(night.expected()["issues"])[3][0])
    night.site.delete_worklog(int(worklog_id))
    key = night.site.move(issue_id, night.site.spaces[1].key)
    night.site.touch(issue_id)

    batch = night.run()
    assert batch.rows_of("deletions") == 1
    assert night.landed(DELETIONS)["worklog", worklog_id]["reason"] == "deleted in Jira"
    # One issue by its id, under its new key; append-only landing keeps the deleted worklog.
    assert night.landed(ISSUES)[(issue_id,)]["issue_key"] == key
    assert set(night.landed(ISSUES)) == set(night.expected()["issues"])
    assert set(night.landed(ISSUE_CHANGES)) == set(night.expected()["issue_changes"])
    assert set(night.landed(WORKLOGS)) - set(night.expected()["worklogs"]) == {(worklog_id,)}


def test_a_night_of_faults_lands_the_same(night):
    for path, action, nth in (
        ("/myself", Answer(503), 1),
        ("/search/jql", Answer(429, {"Retry-After": "2"}), 1),
        ("/search/jql", Cut(after_bytes=400), 3),
        ("/search/jql", EmptyPage(), 4),
        ("/changelog/bulkfetch", Cut(after_bytes=400), 1),
        ("/changelog/bulkfetch", Answer(500), 2),
        ("/worklog/updated", Answer(504), 1),
        ("/worklog/list", Cut(after_bytes=0), 1),
        ("/board", Answer(429, {"Retry-After": "1.5"}), 1),
    ):
        night.faults.add(path, action, nth=nth)
    night.run()

    assert night.faults.fired == 9
    assert len(night.slept) == 8
    assert_equals_truth(night)


def test_a_search_that_runs_in_circles_lands_nothing(night):
    night.faults.add("/search/jql", RepeatedToken(), nth=2)

    with pytest.raises(IncompleteSearchError):
        night.run()
    assert night.landing.last("jira") is None


def test_without_the_bulk_changelog_the_same_lands_issue_by_issue(night):
    night.faults.add("/changelog/bulkfetch", Answer(404), times=10_000)
    some = [space.key for space in night.site.spaces[:1]]
    night.run(projects=some)

    landed = night.landed(ISSUES)
    wanted = {key for key in night.expected()["issue_changes"] if (key[0],) in landed}
    assert {row["project_key"] for row in landed.values()} == set(some)
    assert set(night.landed(ISSUE_CHANGES)) == wanted
