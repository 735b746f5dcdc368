from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from demo.jira import catalogue as cat
from demo.jira.site import Site
from demo.jira.spaces import UNCLAIMED_KEY
from demo.jira.timeline import EPIC, SUBTASK
from demo.jira.truth import deleted_worklogs, truth
from demo.jira.worklogs import FIRST_ID, WIDTH
from demo.organisation.calendars import is_working_day
from demo.plan import build_plan


@pytest.fixture(scope="module")
def tables(site):
    made = defaultdict(list)
    for table, row in truth(site):
        made[table].append(row)
    return made


@pytest.fixture(scope="module")
def changes(tables):
    made = defaultdict(list)
    for row in tables["issue_changes"]:
        made[row["issue_id"]].append(row)
    return made


def last_to(rows, field, column="to_value"):
    found = [row[column] for row in rows if row["field"] == field]
    return found[-1] if found else None


def space(site, key):
    return next(each for each in site.spaces if each.key == key)


def test_the_same_plan_gives_the_same_rows(site, tables):
    again = Site(build_plan())
    made = defaultdict(list)
    for table, row in truth(again):
        made[table].append(row)
    assert made == tables


def test_another_seed_gives_other_rows(tables):
    other = Site(build_plan(seed=8))
    assert [row for table, row in truth(other) if table == "issues"] != tables["issues"]


def test_every_issue_of_the_plan_exists_and_a_few_that_no_project_claims(site, tables):
    counted = Counter(row["project_key"] for row in tables["issues"])
    planned = {p.jira_key: p.issue_count for p in site.plan.projects if p.has_jira}
    assert counted == planned | {UNCLAIMED_KEY: 12}


def test_what_an_issue_is_today_is_what_its_changelog_ends_with(tables, changes):
    for row in tables["issues"]:
        own = changes[row["issue_id"]]
        assert row["status_id"] == (last_to(own, "status") or "10000")
        assert row["assignee_id"] == last_to(own, "assignee")
        points = last_to(own, "Story Points", "to_string")
        assert points is None or row["story_points"] == int(points)
        spent = last_to(own, "timespent")
        assert (row["time_spent_seconds"] or 0) == int(spent or 0)
        sprints = last_to(own, "Sprint")
        assert row["sprint_ids"] == (sprints.split(", ") if sprints else [])


def test_each_change_starts_from_what_the_one_before_left(changes):
    for own in changes.values():
        left = {}
        for row in own:
            if row["field"] in ("status", "assignee", "Sprint", "priority", "timespent"):
                before = left.get(row["field"], row["from_value"])
                assert row["from_value"] == before
                left[row["field"]] = row["to_value"]


def test_updated_is_the_last_change_and_nothing_precedes_creation_or_follows_today(
    site, tables, changes
):
    now = datetime(2026, 6, 30, 5, tzinfo=UTC)
    for row in tables["issues"]:
        times = [change["changed_at"] for change in changes[row["issue_id"]]]
        assert times == sorted(times)
        assert row["updated_at"] == (times[-1] if times else row["created_at"])
        assert all(row["created_at"] < time for time in times)
        assert row["updated_at"] < now


def test_worklogs_time_spent_and_the_changelogs_deltas_agree(tables, changes):
    logged = Counter()
    for row in tables["worklogs"]:
        logged[row["issue_id"]] += row["seconds"]
    for row in tables["issues"]:
        deltas = sum(
            int(change["to_value"]) - int(change["from_value"] or 0)
            for change in changes[row["issue_id"]]
            if change["field"] == "timespent"
        )
        assert logged[row["issue_id"]] == (row["time_spent_seconds"] or 0) == deltas


def test_work_is_logged_after_it_was_done_on_a_working_day_of_its_author(site, tables):
    countries = {p.account_id: p.country for p in site.plan.people}
    for row in tables["worklogs"]:
        assert row["started_at"] + timedelta(seconds=row["seconds"]) <= row["created_at"] or (
            row["seconds"] == 30 * 3600
        )
        assert is_working_day(countries.get(row["author_id"], "DE"), row["work_date"])


def test_worklogs_carry_the_offsets_of_their_authors(site):
    offsets = {row.offset for index in range(3000) for row in site.life(index).worklogs}
    assert {3_600, 7_200, 28_800} <= offsets


def test_nobody_but_the_planted_30_hours_works_more_than_a_day_has(site, tables):
    [planted] = [each for each in site.defects if each.kind == "long_day"]
    per_day = Counter()
    for row in tables["worklogs"]:
        if row["issue_id"] != str(100_000 + planted.index):
            per_day[row["author_id"], row["work_date"]] += row["seconds"] / 3600
    assert max(per_day.values()) <= 24
    assert sum(hours > 16 for hours in per_day.values()) < 0.01 * len(per_day)


@pytest.mark.parametrize("key", ["PORTAL", "DEALER", "IDENT", "DRIVE", "ERPSZ"])
def test_as_many_issues_are_done_as_the_projects_curve_says(site, tables, key):
    project = space(site, key).project
    rows = [row for row in tables["issues"] if row["project_key"] == key]
    for day in (date(2025, 9, 30), date(2026, 2, 27), date(2026, 6, 30)):
        first = space(site, key).first
        own = site.timeline.finished[first : first + project.issue_count]
        done = int((own < site.spaces[0].calendar.at(day)).sum())
        expected = project.completed_scope(day) * project.baseline_issues
        assert done == pytest.approx(expected, abs=6)
    assert sum(row["status"] == "Done" for row in rows) == pytest.approx(expected, abs=8)


def test_hours_follow_the_plans_hours_and_their_factor(site, tables):
    project_of = {row["issue_id"]: row["project_key"] for row in tables["issues"]}
    logged = Counter()
    for row in tables["worklogs"]:
        logged[project_of[row["issue_id"]]] += row["seconds"] / 3600
    for project in site.plan.projects:
        if project.has_jira and project.status != "proposed":
            share = 1 - project.timesheet_share
            expected = project.actual_hours(site.plan.as_of) * share
            assert logged[project.jira_key] == pytest.approx(expected, rel=0.04)


def test_the_first_backlog_stands_at_the_start_and_scope_grows_as_planned(site, tables):
    for project in site.plan.projects:
        if not project.has_jira or project.status == "proposed":
            continue
        created = [
            row["created_at"].date()
            for row in tables["issues"]
            if row["project_key"] == project.jira_key
        ]
        on_start = sum(day <= project.start for day in created)
        assert on_start == project.baseline_issues
        middle = project.start + (site.plan.as_of - project.start) / 2
        expected = project.scope_factor(middle) * project.baseline_issues
        assert sum(day <= middle for day in created) == pytest.approx(expected, abs=12)


def test_a_fifth_of_the_release_came_back_within_a_month_of_it(site, tables, changes):
    project = space(site, "SERVICE").project
    rows = [row for row in tables["issues"] if row["project_key"] == "SERVICE"]
    reopened = [
        change["changed_at"].date()
        for row in rows
        for change in changes[row["issue_id"]]
        if change["field"] == "status" and change["from_string"] == "Done"
    ]
    done = sum(row["status"] == "Done" for row in rows)
    assert len(reopened) / done == pytest.approx(project.reopen_share, abs=0.02)
    assert all(abs((day - project.release_on).days) <= 31 for day in reopened)


def test_sprints_are_lists_that_grow_while_work_is_carried_over(tables):
    rows = [row for row in tables["issue_changes"] if row["field"] == "Sprint"]
    grown = [row for row in rows if ", " in row["to_value"]]
    assert grown
    for row in grown:
        before = row["from_value"].split(", ")
        assert row["to_value"].split(", ")[: len(before)] == before


def test_every_shape_of_change_occurs(tables):
    fields = Counter(row["field"] for row in tables["issue_changes"])
    assert {
        "status", "assignee", "Sprint", "Story Points", "Fix Version", "priority", "resolution",
        "timespent", "timeestimate", "WorklogId", "Rank",
    } <= set(fields)  # fmt: skip
    by_history = Counter(row["history_id"] for row in tables["issue_changes"])
    assert max(by_history.values()) >= 3
    assert all(row["field_id"] is None for row in tables["issue_changes"] if row["field"] == "Rank")
    moved = [
        [row["from_string"], row["to_string"]]
        for row in tables["issue_changes"]
        if row["field"] == "Fix Version" and row["from_string"]
    ]
    assert moved
    assert all(to is None for _, to in moved)
    visited = {row["to_string"] for row in tables["issue_changes"] if row["field"] == "status"}
    assert visited == {name for _, name, *_ in cat.STATUSES} - {"To Do"}
    assert any(row["author_id"] is None for row in tables["issue_changes"])


def test_history_ids_and_worklog_ids_are_unique(tables):
    keys = [(row["history_id"], row["item_index"]) for row in tables["issue_changes"]]
    assert len(set(keys)) == len(keys)
    ids = [row["worklog_id"] for row in tables["worklogs"]]
    assert len(set(ids)) == len(ids)


def test_parents_are_epics_and_those_of_sub_tasks_stories(site, tables):
    types = {row["issue_id"]: row["issue_type"] for row in tables["issues"]}
    for row in tables["issues"]:
        if row["issue_type"] == "Sub-task":
            assert types[row["parent_id"]] == "Story"
        elif row["parent_id"]:
            assert types[row["parent_id"]] == "Epic"
    kinds = Counter(types.values())
    assert set(kinds) == {name for _, name, *_ in cat.TYPES}
    assert (site.timeline.kind == EPIC).sum() == kinds["Epic"]
    assert (site.timeline.kind == SUBTASK).sum() == kinds["Sub-task"]


def test_links_cross_projects(tables):
    projects = {row["issue_id"]: row["project_key"] for row in tables["issues"]}
    ends = [
        (projects[row["from_issue_id"]], projects[row["to_issue_id"]])
        for row in tables["issue_links"]
    ]
    assert any(source != target for source, target in ends)
    assert any(source == target for source, target in ends)


def test_the_feed_of_worklogs_lists_each_one_at_its_own_time(site, tables):
    stamps, ids = site.feed.whole(deleted=False)
    assert bool((np.diff(stamps) >= 0).all())
    expected = {
        int(row["worklog_id"]): int(row["updated_at"].timestamp() * 1000 + 0.5)
        for row in tables["worklogs"]
    }
    assert dict(zip(ids.tolist(), stamps.tolist(), strict=True)) == expected


def test_a_page_of_the_feed_never_ends_between_two_of_one_instant():
    site = Site(build_plan(scale=0.02))
    first = site.now + 60_000
    early = site.add_worklog(100_000, 900, at=first)
    same = [site.add_worklog(100_001 + each, 900, at=first + 5) for each in range(3)]
    now = first + 10
    assert site.feed.page(first - 1, now, 2, deleted=False) == ([first], [early], False)
    assert site.feed.page(first, now, 3, deleted=False) == ([first + 5] * 3, same, True)
    assert site.feed.page(first + 5, now, 3, deleted=False) == ([], [], True)
    # More of one instant than a page holds: it cannot go on, as live Jira cannot.
    assert site.feed.page(first, now, 2, deleted=False) == ([], [], False)


def test_deleted_worklogs_were_logged_and_taken_back(site, tables, changes):
    gone = list(deleted_worklogs(site))
    assert len(gone) >= 3
    present = {row["worklog_id"] for row in tables["worklogs"]}
    for row in gone:
        assert row["entity_id"] not in present
        issue = str(100_000 + (int(row["entity_id"]) - FIRST_ID) // WIDTH)
        taken = [c for c in changes[issue] if c["field"] == "WorklogId"]
        assert [(c["from_value"], c["changed_at"]) for c in taken] == [
            (row["entity_id"], row["deleted_at"])
        ]


def test_the_planted_defects_are_where_the_list_says(site, tables):
    rows = {row["issue_key"]: row for row in tables["issues"]}
    defects = {each.kind: each for each in site.defects}
    assert set(defects) == {"long_day", "ghost_author", "absurd_points", "unclaimed_project"}

    def first_worklog(kind):
        issue = rows[defects[kind].issue_key]["issue_id"]
        return next(row for row in tables["worklogs"] if row["issue_id"] == issue)

    assert first_worklog("long_day")["seconds"] == 30 * 3600
    registered = {person.account_id for person in site.plan.people}
    assert first_worklog("ghost_author")["author_id"] not in registered
    assert rows[defects["absurd_points"].issue_key]["story_points"] == 999
    claimed = {project.jira_key for project in site.plan.projects}
    assert defects["unclaimed_project"].space_key not in claimed

    assert sum(row["seconds"] > 16 * 3600 for row in tables["worklogs"]) == 1
    assert sum(row["author_id"] not in registered for row in tables["worklogs"]) == 1
    assert sum((row["story_points"] or 0) > 50 for row in tables["issues"]) == 1


@pytest.mark.parametrize("scale", [0.02, 0.3, 2.5])
def test_other_scales_keep_the_books(scale):
    site = Site(build_plan(scale=scale))
    logged, spent = Counter(), Counter()
    for table, row in truth(site):
        if table == "worklogs":
            logged[row["issue_id"]] += row["seconds"]
        elif table == "issues" and row["time_spent_seconds"]:
            spent[row["issue_id"]] = row["time_spent_seconds"]
    assert logged == spent


def test_a_later_today_adds_to_history_and_rewrites_none_of_it():
    """All but the touch with which the history of an open issue ends, a re-ranking."""
    logged, changed = [], []
    for as_of in (date(2026, 6, 22), date(2026, 6, 30)):
        rows = list(truth(Site(build_plan(as_of=as_of, scale=0.4))))
        logged.append(
            {
                (row["worklog_id"], row["created_at"], row["seconds"])
                for table, row in rows
                if table == "worklogs"
            }
        )
        changed.append(
            {
                (row["issue_id"], row["changed_at"], row["field"], row["to_string"])
                for table, row in rows
                if table == "issue_changes" and row["field"] != "Rank"
            }
        )
    assert len(logged[0]) < len(logged[1])
    assert not logged[0] - logged[1]
    assert not changed[0] - changed[1]
