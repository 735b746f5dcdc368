"""Comparing a census with the landing, in numbers alone."""

import time

import numpy as np
import pyarrow as pa
import pytest

from extractors.jira.census_verdicts import Projects, braked, compare, counted
from extractors.jira.errors import JiraAnswerError
from extractors.jira.issue_ids import IssueIds, ProjectCodes, parsed, parsed_page, united
from extractors.jira.known_issues import (
    ACCESS_LOST,
    ARCHIVED,
    DELETED,
    MOVED,
    NEVER,
    PRESENT,
    UNOBSERVED,
    KnownIssues,
)

NONE = np.empty(0, dtype=np.int64)


class World:
    """A landing and a census, written as keys by id."""

    def __init__(self, landed, census, said=None, gone=(), rejected=(), **projects):
        self.codes = ProjectCodes()
        self.landed, self.census = self._issues(landed), self._issues(census)
        verdicts = [(said or {}).get(each, NEVER) for each in self.landed.ids.tolist()]
        self.known = KnownIssues(
            self.landed,
            np.array(verdicts, dtype=np.int64),
            np.isin(self.landed.ids, gone),
            np.array(rejected, dtype=np.int64),
        )
        self.projects = Projects(
            *(self.codes.codes(projects.get(name, ())) for name in ("live", "archived", "named"))
        )

    def _issues(self, keys):
        return united([parsed_page([(str(each), key) for each, key in keys.items()], self.codes)])

    def compared(self):
        found = compare(self.known, self.census, self.projects)
        places = {
            name: self.landed.ids[getattr(found, name)].tolist()
            for name in ("doubtful", "archived", "lost", "seen_again")
        }
        return {name: ids for name, ids in places.items() if ids}, found.to_read.tolist()

    def braked(self, lost, share, least):
        _, places = self.landed.at(np.array(lost))
        held = braked(places, self.known, self.codes, share, least)
        return {self.codes.name(code): why for code, why in held.items()}


def test_what_both_have_is_nothing_to_speak_of():
    keys = {7: "AB-1", 3: "AB-2", 9: "CD-1"}
    assert World(keys, keys, live=["AB", "CD"]).compared() == ({}, [])


def test_missing_issues_are_told_apart_by_their_project():
    landed = {1: "AB-1", 2: "AB-2", 3: "OLD-1", 4: "HID-1", 5: "OUT-1"}
    world = World(
        landed,
        {1: "AB-1"},
        live=["AB"],
        archived=["OLD", "OTHER"],
        named=["AB", "OLD", "HID"],
    )
    assert world.compared() == ({"doubtful": [2], "archived": [3], "lost": [4]}, [])


def test_of_all_projects_each_that_is_not_listed_is_lost():
    world = World({1: "AB-1", 2: "HID-1"}, {}, live=["AB"])
    assert world.compared() == ({"doubtful": [1], "lost": [2]}, [])


def test_what_was_said_before_is_not_said_again_and_what_is_gone_is_not_missed():
    landed = {1: "OLD-1", 2: "HID-1", 3: "AB-3", 4: "AB-4", 5: "AB-5"}
    said = {1: ARCHIVED, 2: ACCESS_LOST, 3: DELETED, 4: MOVED, 5: UNOBSERVED}
    world = World(landed, {}, said, gone=(3, 4), live=["AB"], archived=["OLD"])
    # Only what nobody could tell is asked for again.
    assert world.compared() == ({"doubtful": [5]}, [])


@pytest.mark.parametrize("verdict", [DELETED, MOVED, ARCHIVED, ACCESS_LOST, UNOBSERVED])
def test_what_is_back_is_said_and_read_anew(verdict):
    world = World({1: "AB-1", 2: "AB-2"}, {1: "AB-1", 2: "AB-2"}, {1: verdict, 2: PRESENT})
    assert world.compared() == ({"seen_again": [1]}, [1])


def test_unknown_issues_are_read_unless_they_could_not_be_read_before():
    world = World({1: "AB-1"}, {1: "AB-1", 2: "AB-2", 3: "AB-3"}, rejected=(3,), live=["AB"])
    assert world.compared() == ({}, [2])


def test_an_issue_with_another_key_is_read_anew():
    landed = {1: "AB-1", 2: "AB-2", 3: "AB-3"}
    world = World(landed, {1: "AB-1", 2: "CD-2", 3: "AB-33"}, live=["AB", "CD"])
    assert world.compared() == ({}, [2, 3])


def test_a_project_that_was_renamed_is_not_lost_with_its_missing_issues():
    world = World({1: "OLD-1", 2: "OLD-2"}, {1: "NEW-1"}, live=["NEW"])
    assert world.compared() == ({"doubtful": [2]}, [1])


def test_a_landing_without_issues_reads_what_there_is_and_a_jira_without_any_loses_all():
    assert World({}, {1: "AB-1"}, live=["AB"]).compared() == ({}, [1])
    assert World({}, {}).compared() == ({}, [])
    assert World({1: "AB-1"}, {}, live=[]).compared() == ({"lost": [1]}, [])


def issues(project, count, start):
    return {start + n: f"{project}-{n}" for n in range(count)}


def test_the_brake_holds_back_a_project_of_which_more_than_the_share_would_go():
    world = World(issues("AB", 100, 1000) | issues("CD", 900, 2000), {})
    fives, sixes = list(range(1000, 1005)), list(range(1000, 1006))
    assert world.braked(fives, 0.05, 5) == {}
    assert world.braked([*sixes, 2000], 0.05, 5) == {
        "AB": "6 of 100 issues of AB would be lost at once"
    }
    assert set(world.braked(sixes, 0.05, 6)) == {"AB"}
    assert world.braked(sixes, 0.05, 7) == {}
    assert world.braked(sixes, 1.0, 1) == {}


def test_the_brake_holds_back_all_when_too_much_would_go_of_all_together():
    world = World(issues("AB", 100, 1000) | issues("CD", 100, 2000), {})
    lost = [*range(1000, 1004), *range(2000, 2006)]
    assert world.braked(lost, 0.04, 10) == dict.fromkeys(
        ("AB", "CD"), "10 of 200 issues would be lost at once"
    )
    assert world.braked(lost[:9], 0.04, 10) == {}


def test_what_is_gone_already_does_not_make_the_base_larger():
    landed = issues("AB", 100, 1000) | issues("CD", 900, 2000)
    gone = range(1020, 1100)
    world = World(landed, {}, dict.fromkeys(gone, DELETED), gone=gone)
    assert world.braked([1000, 1001], 0.05, 2) == {
        "AB": "2 of 20 issues of AB would be lost at once"
    }
    alone = World(issues("AB", 100, 1000), {}, dict.fromkeys(gone, DELETED), gone=gone)
    assert alone.braked([1000, 1001], 0.05, 2) == {"AB": "2 of 20 issues would be lost at once"}


def test_counts_name_live_projects_without_an_issue_and_seen_ones_that_no_list_named():
    world = World({}, {1: "AB-1", 2: "AB-2", 3: "CD-1"}, live=["AB", "ZERO"])
    assert counted(world.census, world.codes, world.projects) == {"AB": 2, "CD": 1, "ZERO": 0}


def test_of_an_issue_that_came_twice_the_last_counts():
    codes = ProjectCodes()
    pages = [
        parsed_page([("5", "AB-5"), ("4", "AB-4")], codes),
        parsed_page([("5", "CD-1")], codes),
    ]
    found = united(pages)
    assert found.ids.tolist() == [4, 5]
    assert [found.key(place, codes) for place in (0, 1)] == ["AB-4", "CD-1"]


def test_keys_of_another_form_still_compare_and_an_id_that_is_no_number_ends_the_run():
    codes = ProjectCodes()
    ids, projects, numbers = parsed(
        pa.array(["1", "2", "3"]), pa.array(["A_B-7", "odd", None]), codes
    )
    assert ids.tolist() == [1, 2, 3]
    assert [codes.name(code) for code in projects.tolist()] == ["A_B", "ODD", ""]
    assert numbers.tolist() == [7, 0, 0]
    with pytest.raises(JiraAnswerError, match="no number"):
        parsed_page([("x1", "AB-1")], codes)


def test_a_million_issues_compare_in_a_moment():
    count = 1_000_000
    ids = np.arange(count, dtype=np.int64)
    landed = IssueIds(ids, ids % 50, ids // 50)
    census = IssueIds(ids[:-10], ids[:-10] % 50, ids[:-10] // 50)
    flags = np.zeros(count, dtype=np.int64)
    known = KnownIssues(landed, flags, flags.astype(bool), NONE)
    projects = Projects(np.arange(50), NONE, NONE)

    began = time.perf_counter()
    found = compare(known, census, projects)
    assert time.perf_counter() - began < 3  # issue by issue in Python it takes longer
    assert found.doubtful.tolist() == list(range(count - 10, count))
    assert not len(found.to_read)
