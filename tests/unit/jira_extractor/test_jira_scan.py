"""A scan by offset and total of a Jira in which people go on working."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from extractors.jira.errors import IncompleteSearchError
from extractors.jira.scan import MAX_EMPTY_PAGES, MAX_RESTARTS, Clock, Scan

NOW_MS = int(datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp() * 1000)
LAG_MS = 600_000
OLD_MS = NOW_MS - 30 * 86_400_000


class Index:
    """Issues with the time that the database knows and the (staler) second that the index sorts by.

    `cap` is the most issues that a page holds; `between` runs before each page.
    """

    def __init__(self, times, cap=4, between=lambda index: None):
        self.database = {str(number): when for number, when in enumerate(times)}
        self.sorted_by = dict(self.database)
        self.cap, self.between = cap, between
        self.asked = []

    def edit(self, key, when=NOW_MS + 1, *, indexed=True):
        self.database[key] = when
        if indexed:
            self.sorted_by[key] = when

    def delete(self, key):
        del self.database[key], self.sorted_by[key]

    def fetch(self, since, start):
        self.between(self)
        self.asked.append((since, start))
        matching = sorted(
            (key for key, when in self.sorted_by.items() if when // 1000 >= (since or 0) // 1000),
            key=lambda key: (self.sorted_by[key] // 1000, int(key)),
        )
        issues = [
            {"id": key, "fields": {"updated": stamp(self.database[key])}}
            for key in matching[start : start + self.cap]
        ]
        return {"startAt": start, "total": len(matching), "issues": issues}


def stamp(ms):
    return (datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=ms)).isoformat(
        timespec="milliseconds"
    )


def scanned(index):
    """Return (id, updated) of every issue that a scan yields."""
    with ThreadPoolExecutor(1) as pool:
        pages = Scan(index.fetch, Clock(NOW_MS, LAG_MS), pool, "the query").pages()
        return [(each["id"], each["fields"]["updated"]) for page in pages for each in page]


def ids(found):
    return [key for key, _ in found]


def every(seconds, count, start=OLD_MS):
    return [start + 1000 * seconds * number for number in range(count)]


@pytest.mark.parametrize("count", [0, 1, 3, 4, 5, 8, 9, 23])
def test_a_scan_yields_each_issue_once_in_order(count):
    index = Index(every(1, count))

    assert ids(scanned(index)) == [str(number) for number in range(count)]


def test_pages_go_on_from_the_newest_second_and_not_by_offset():
    index = Index(every(60, 10))
    scanned(index)

    assert {start for _, start in index.asked} == {0}


def test_issues_within_one_second_are_told_apart_by_milliseconds_and_not_lost():
    index = Index([OLD_MS + number * 130 for number in range(40)])

    assert sorted(ids(scanned(index)), key=int) == [str(number) for number in range(40)]


def test_a_bulk_change_of_more_issues_than_a_page_holds_is_read_whole():
    index = Index([*every(1, 5), *[OLD_MS + 10_000] * 30, *every(1, 5, OLD_MS + 20_000)])

    assert ids(scanned(index)) == [str(number) for number in range(40)]


def once(at, act):
    """Return what runs `act` before page `at` (from 1) alone."""

    def between(index):
        if len(index.asked) + 1 == at:
            act(index)

    return between


@pytest.mark.parametrize("page", [2, 3, 4])
@pytest.mark.parametrize("edited", ["0", "3", "5", "11"])
def test_an_edit_between_two_pages_hides_no_other_issue(page, edited):
    index = Index(every(1, 12), between=once(page, lambda index: index.edit(edited)))
    found = scanned(index)

    assert set(ids(found)) == set(index.database)
    assert (edited, stamp(NOW_MS + 1)) in found


@pytest.mark.parametrize("edited", ["6", "9", "13"])
def test_an_edit_inside_a_bulk_change_hides_no_other_issue(edited):
    times = [*every(1, 5), *[OLD_MS + 10_000] * 30]
    index = Index(times, between=once(6, lambda index: index.edit(edited)))

    assert set(ids(scanned(index))) == set(index.database)


def test_an_issue_of_the_last_minutes_that_is_edited_again_comes_again():
    times = every(1, 12, NOW_MS - 60_000)
    index = Index(times, between=once(3, lambda index: index.edit("1")))
    found = scanned(index)

    assert set(ids(found)) == set(index.database)
    assert [when for key, when in found if key == "1"] == [stamp(times[1]), stamp(NOW_MS + 1)]


def test_a_time_that_the_index_does_not_know_yet_moves_nothing_on():
    # Shown as edited just now, still standing where it stood before.
    index = Index(every(60, 12))
    index.edit("2", indexed=False)

    assert set(ids(scanned(index))) == set(index.database)


def test_deletions_between_pages_hide_no_other_issue():
    def between(index):
        if len(index.asked) in {1, 2, 4}:
            index.delete(min(index.database, key=int))

    index = Index(every(1, 16), between=between)

    assert set(ids(scanned(index))) >= set(index.database)


@pytest.mark.parametrize("seed", range(60))
def test_whatever_is_edited_or_deleted_meanwhile_nothing_else_is_lost(seed):
    chance = random.Random(seed)
    times = sorted(
        chance.choice([OLD_MS + chance.randrange(20) * 700, NOW_MS - chance.randrange(900) * 1000])
        for _ in range(chance.randrange(1, 60))
    )
    before = {}

    def between(index):
        if not before:
            before.update(index.database)
        for _ in range(chance.randrange(3) if len(index.asked) < 30 else 0):
            key = chance.choice(sorted(index.database))
            if chance.random() < 0.2 and len(index.database) > 1:
                index.delete(key)
            else:
                index.edit(key, NOW_MS + len(index.asked), indexed=chance.random() < 0.7)

    index = Index(times, cap=chance.randrange(2, 7), between=between)
    found = scanned(index)

    assert set(ids(found)) >= set(index.database)
    newest = dict(found)  # of an issue that comes twice, the later
    assert all(newest[key] >= stamp(before[key]) for key in index.database)


def test_the_last_minutes_are_read_again_when_places_move_and_not_for_ever():
    def between(index):
        index.edit(min(index.database, key=index.sorted_by.get), NOW_MS + 1000 * len(index.asked))

    index = Index(every(1, 40, NOW_MS - 60_000), between=between)

    with pytest.raises(IncompleteSearchError, match=rf"{MAX_RESTARTS} times.*the query.*run again"):
        scanned(index)


def test_an_empty_page_before_the_end_is_asked_for_again():
    index = Index(every(1, 10))
    whole, answers = index.fetch, iter([True, False])

    def fetch(since, start):
        page = whole(since, start)
        return page | ({} if next(answers, True) else {"issues": []})

    index.fetch = fetch

    assert ids(scanned(index)) == [str(number) for number in range(10)]


def test_pages_that_stay_empty_are_an_error_and_no_end():
    index = Index(every(1, 10))
    whole = index.fetch
    index.fetch = lambda since, start: whole(since, start) | {"issues": []}

    with pytest.raises(IncompleteSearchError, match=f"{MAX_EMPTY_PAGES} empty pages.*reindex"):
        scanned(index)


def test_a_server_that_gives_one_issue_a_page_is_read_too():
    index = Index([*every(1, 3), *[OLD_MS + 10_000] * 5], cap=1)

    assert ids(scanned(index)) == [str(number) for number in range(8)]


def test_an_issue_whose_time_cannot_be_read_is_yielded_and_moves_nothing_on():
    index = Index(every(1, 9))
    whole = index.fetch

    def fetch(since, start):
        page = whole(since, start)
        for each in page["issues"]:
            if each["id"] in {"3", "4"}:
                each["fields"] = {"updated": "soon"}
        return page

    index.fetch = fetch

    assert set(ids(scanned(index))) == set(index.database)
