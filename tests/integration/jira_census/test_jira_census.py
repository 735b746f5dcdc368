"""What becomes of issues that Jira stops showing, over a real socket."""

import pytest

from demo.jira.truth import issue_counts, losses
from extractors.jira import checkpoints, issues
from extractors.jira.cloud import Cloud
from extractors.jira.errors import BadValueError


def keys(rows):
    return {row["issue_key"] for row in rows}


def test_a_deleted_issue_is_found_out_once_with_its_sub_tasks(nights):
    first, *_ = nights.projects
    issue_id = nights.id_of(f"{first}-3")
    nights.site.delete(f"{first}-3")

    landed = nights.run()
    said = nights.verdicts(landed)
    assert said[f"{first}-3"] == "deleted"
    assert set(said.values()) == {"deleted"}
    (row,) = [row for row in landed["deletions"] if row["entity_id"] == issue_id]
    assert (row["project_key"], row["deleted_at"].date()) == (first, nights.day)
    assert "404" in row["reason"]
    assert set(nights.asked_for()) == {row["entity_id"] for row in landed["deletions"]}
    again = nights.run()
    assert again["deletions"] == []
    assert nights.asked_for() == []


def test_an_issue_that_moves_within_the_scope_lands_under_its_new_key_and_nothing_is_said(nights):
    source, target, *_ = nights.projects
    key = nights.site.move(f"{source}-5", target)

    landed = nights.run()
    assert keys(landed["issues"]) == {key}
    assert landed["deletions"] == []


def test_an_issue_that_moves_without_a_change_of_its_time_is_read_anew(nights):
    """As when a whole project is renamed: `updated` stays, so that no search by it tells."""
    source, target, *_ = nights.projects
    before = nights.site.updated(nights.site.find(f"{source}-5"))
    key = nights.site.move(f"{source}-5", target, at=before)

    landed = nights.run()
    assert keys(landed["issues"]) == {key}
    assert {row["field"] for row in landed["issue_changes"]} >= {"Key"}
    assert landed["deletions"] == []
    assert nights.run()["issues"] == []


def test_an_issue_that_leaves_the_scope_is_moved_and_comes_back_with_all_that_hangs_on_it(
    fresh_nights,
):
    source, second, outside, *_ = fresh_nights.projects
    scope = {"projects": [source, second]}
    fresh_nights.run(**scope)
    issue_id = fresh_nights.id_of(f"{source}-5")
    key = fresh_nights.site.move(issue_id, outside)

    landed = fresh_nights.run(**scope)
    (row,) = landed["deletions"]
    assert (row["classification"], row["entity_id"]) == ("moved", issue_id)
    assert (row["issue_key"], row["project_key"]) == (key, outside)
    assert landed["issues"] == []
    assert fresh_nights.run(**scope)["deletions"] == []

    back = fresh_nights.site.move(issue_id, second)
    landed = fresh_nights.run(**scope)
    assert fresh_nights.verdicts(landed) == {back: "present"}
    assert keys(landed["issues"]) == {back}


@pytest.mark.parametrize(
    ("vanish", "classification"), [("archive", "archived"), ("hide", "access_lost")]
)
def test_a_project_that_vanishes_is_asked_for_no_issue_and_returns_with_what_changed_meanwhile(
    nights, vanish, classification
):
    project, other = nights.projects[2], nights.projects[0]
    everything = {
        row["issue_key"] for row in nights.rows("issues") if row["project_key"] == project
    }
    getattr(nights.site, vanish)(project)

    landed = nights.run()
    assert nights.verdicts(landed) == dict.fromkeys(everything, classification)
    assert nights.asked_for() == []
    assert nights.run()["deletions"] == []

    issue_id = nights.id_of(f"{project}-4")
    nights.site.touch(issue_id, points=21)
    worklog_id = nights.site.add_worklog(issue_id, 5400)
    # An hour later, so that the watermark and its overlap pass by what nobody could see.
    nights.site.touch(f"{other}-1", at=nights.site.now + 3_600_000)
    nights.run()
    nights.site.restore(project)
    landed = nights.run()
    assert nights.verdicts(landed) == dict.fromkeys(everything, "present")
    assert keys(landed["issues"]) == everything
    (changed,) = [row for row in landed["issues"] if row["issue_id"] == issue_id]
    assert changed["story_points"] == 21
    assert str(worklog_id) in {row["worklog_id"] for row in landed["worklogs"]}
    assert nights.run()["deletions"] == []


def test_a_restricted_issue_looks_deleted_on_cloud_and_comes_back_when_it_is_seen_again(nights):
    key = f"{nights.projects[1]}-7"
    nights.site.restrict(key)
    assert nights.verdicts(nights.run()) == {key: "deleted"}

    nights.site.restore(key)
    landed = nights.run()
    assert nights.verdicts(landed) == {key: "present"}
    assert keys(landed["issues"]) == {key}


def test_a_forbidden_issue_is_lost_to_the_account_and_not_deleted(nights):
    key = f"{nights.projects[1]}-7"
    nights.site.restrict(key, status=403)

    assert nights.verdicts(nights.run()) == {key: "access_lost"}
    assert nights.run()["deletions"] == []
    nights.site.restore(key)
    assert nights.verdicts(nights.run()) == {key: "present"}


def test_an_issue_made_anew_is_another_one(nights):
    key = f"{nights.projects[1]}-9"
    old_id = nights.id_of(key)
    new_id = nights.site.recreate(key)

    landed = nights.run()
    assert nights.verdicts(landed)[key] == "deleted"
    assert old_id in {row["entity_id"] for row in landed["deletions"]}
    assert new_id in {row["issue_id"] for row in landed["issues"]}


def test_an_issue_deleted_between_search_and_changelog_is_found_out_in_the_same_run(
    fresh_nights, monkeypatch
):
    key = f"{fresh_nights.projects[0]}-11"
    read, gone, issue_id = Cloud.changelogs, [], fresh_nights.id_of(key)

    def delete_first(self, issue_ids):
        if not gone and issue_id in issue_ids:
            gone.append(issue_id)
            fresh_nights.site.delete(key)
        return read(self, issue_ids)

    monkeypatch.setattr(Cloud, "changelogs", delete_first)
    landed = fresh_nights.run()
    assert gone[0] in {row["issue_id"] for row in landed["issues"]}
    assert fresh_nights.verdicts(landed)[key] == "deleted"


def test_an_issue_that_search_showed_too_late_is_read_by_its_id(nights):
    nights.site.touch(f"{nights.projects[0]}-1")
    nights.run()
    long_ago = nights.site.now - 3_600_000  # below all that the overlap reads again
    issue_id = nights.site.create(nights.projects[0], at=long_ago)
    worklog_id = nights.site.add_worklog(issue_id, 3600, at=long_ago)
    nights.site.changed_worklogs.clear()  # and its worklog missed the feed

    landed = nights.run()
    assert {row["issue_id"] for row in landed["issues"]} == {issue_id}
    assert {row["issue_id"] for row in landed["issue_changes"]} == {issue_id}
    assert {row["worklog_id"] for row in landed["worklogs"]} == {str(worklog_id)}
    assert nights.verdicts(landed) == {}
    assert nights.run()["issues"] == []


def test_an_issue_that_jira_shows_by_its_id_alone_is_not_taken_for_deleted(nights, monkeypatch):
    key = f"{nights.projects[0]}-8"
    ids = Cloud.ids
    with monkeypatch.context() as patch:
        patch.setattr(
            Cloud,
            "ids",
            lambda *asked: ([each for each in page if each[1] != key] for page in ids(*asked)),
        )
        landed = nights.run()
        assert nights.verdicts(landed) == {key: "unobserved"}
        assert "by its id" in landed["deletions"][0]["reason"]
        assert nights.run()["deletions"] == []
    landed = nights.run()
    assert nights.verdicts(landed) == {key: "present"}
    assert keys(landed["issues"]) == {key}


def test_too_many_missing_at_once_are_not_marked_deleted_until_the_limit_is_raised(nights):
    project = nights.projects[0]
    doomed = {f"{project}-{number}" for number in range(20, 50)}
    for key in doomed:
        if nights.site.find(key) is not None:
            nights.site.delete(key)
    nights.site.delete(f"{nights.projects[1]}-3")

    landed = nights.run(census={"max_lost_share": 0.2})
    said = nights.verdicts(landed)
    assert {key: said[key] for key in doomed} == dict.fromkeys(doomed, "unobserved")
    # Another project's loss is its own.
    assert said[f"{nights.projects[1]}-3"] == "deleted"
    reasons = {row["reason"] for row in landed["deletions"] if row["project_key"] == project}
    (reason,) = reasons
    assert reason.startswith("held back by the mass-loss brake: ")
    assert f"issues of {project} would be lost at once" in reason

    # It stays due, says nothing twice, and obeys at once when somebody lets the brake go.
    assert nights.run(days=0, census={"max_lost_share": 0.2})["deletions"] == []
    said = nights.verdicts(nights.run(days=0, census={"max_lost_share": 1}))
    assert {key: said[key] for key in doomed} == dict.fromkeys(doomed, "deleted")
    assert nights.run(days=0, census={"max_lost_share": 1})["deletions"] == []


def test_a_loss_that_every_project_shares_is_held_back_as_a_whole(nights):
    gone = 0
    for project in nights.projects:
        if nights.site.find(f"{project}-4") is not None and project != "SUPHUB":
            nights.site.restrict(f"{project}-4")
            gone += 1

    landed = nights.run(census={"max_lost_share": 0.01, "min_lost": 5})
    assert set(nights.verdicts(landed).values()) == {"unobserved"}
    assert len(landed["deletions"]) == gone
    assert "issues would be lost at once" in landed["deletions"][0]["reason"]


def test_no_more_issues_are_asked_for_in_a_run_than_the_settings_allow(nights):
    project = nights.projects[0]
    doomed = [f"{project}-{number}" for number in range(20, 26)]
    for key in doomed:
        nights.site.restrict(key)

    landed = nights.run(census={"max_confirmations": 2})
    assert len(nights.asked_for()) == 2
    assert sorted(nights.verdicts(landed).values()) == ["deleted"] * 2 + ["unobserved"] * 4
    for _ in range(2):
        nights.run(census={"max_confirmations": 2})
    last = {row["entity_id"]: row["classification"] for row in nights.rows("deletions")}
    assert {last[nights.id_of(key)] for key in doomed} == {"deleted"}


def test_every_batch_says_how_many_issues_jira_counts(fresh_nights):
    landed = fresh_nights.run()
    # What the run has read itself is not unknown to it.
    assert len(landed["issues"]) == len(fresh_nights.site.timeline)
    first = landed["issue_counts"]
    assert {row["project_key"]: row["issues"] for row in first} == issue_counts(fresh_nights.site)
    assert {row["basis"] for row in first} == {"census"}
    fresh_nights.site.create(fresh_nights.projects[0])

    again = fresh_nights.run(days=0)["issue_counts"]
    assert {row["project_key"]: row["issues"] for row in again} == issue_counts(fresh_nights.site)
    assert {row["basis"] for row in again} == {"count"}


@pytest.mark.parametrize(
    ("every", "days", "is_taken"),
    [(1, 1, True), (1, 0, False), (7, 6, False), (7, 7, True), (0, 9, False)],
)
def test_the_census_is_taken_as_often_as_the_settings_say(nights, every, days, is_taken):
    taken_on = nights.watermark["census_on"]

    basis = {row["basis"] for row in nights.run(days, census={"every_days": every})["issue_counts"]}
    assert basis == {"census" if is_taken else "count"}
    assert (nights.watermark["census_on"] != taken_on) is is_taken


def test_the_first_run_without_a_census_leaves_it_to_the_next(fresh_nights):
    fresh_nights.run(census={"every_days": 0})
    assert "census_on" not in fresh_nights.watermark
    fresh_nights.run(days=0)
    assert fresh_nights.watermark["census_on"] == fresh_nights.day.isoformat()


def test_an_issue_that_cannot_be_read_is_not_read_again_each_night(fresh_nights, monkeypatch):
    nights, real = fresh_nights, issues.issue_row
    bad = nights.id_of(f"{nights.projects[0]}-2")

    def refuse(raw, fields):
        if raw["id"] == bad:
            raise BadValueError("due_date", "soon", "a day was expected", "correct it")
        return real(raw, fields)

    monkeypatch.setattr(issues, "issue_row", refuse)
    assert {row["entity_id"] for row in nights.run()["rejects"]} == {bad}
    landed = nights.run()
    assert (landed["rejects"], landed["issues"], landed["issue_changes"]) == ([], [], [])


def test_what_a_long_run_has_committed_in_parts_is_not_taken_for_unknown(fresh_nights, monkeypatch):
    monkeypatch.setattr(checkpoints, "ROWS_APART", 250)
    fresh_nights.run()
    rows = fresh_nights.rows("issues")
    assert len({row["_batch_id"] for row in rows}) > 2
    assert len(rows) == len({row["issue_id"] for row in rows}) == len(fresh_nights.site.timeline)


def test_data_center_is_judged_the_same_way_and_tells_forbidden_from_deleted(data_center):
    nights = data_center
    nights.run()
    first, second, third, fourth, *_ = nights.projects
    nights.site.delete(f"{first}-3")
    nights.site.restrict(f"{second}-7")
    nights.site.archive(third)
    nights.site.hide(fourth)

    want = {row["issue_key"]: row["classification"] for row in losses(nights.site)}
    assert set(want.values()) == {"deleted", "access_lost", "archived"}
    landed = nights.run()
    assert nights.verdicts(landed) == want
    counts = {row["project_key"]: row["issues"] for row in landed["issue_counts"]}
    assert counts == issue_counts(nights.site)
    for each in (f"{second}-7", third, fourth):
        nights.site.restore(each)
    landed = nights.run()
    assert set(nights.verdicts(landed).values()) == {"present"}
    assert keys(landed["issues"]) == {key for key, kind in want.items() if kind != "deleted"}
    people = {row["author_id"] for row in landed["worklogs"]}
    assert people <= {row["account_id"] for row in nights.rows("users")}
