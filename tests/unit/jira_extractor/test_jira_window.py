from datetime import UTC, datetime

import pytest

from extractors.jira import window as module
from extractors.jira.window import Watermark, Window, epoch_ms

MINUTE = 60_000
OVERLAP = 10 * MINUTE
BEGAN = 1_000 * MINUTE


def window(seen=(), began=BEGAN):
    return Window(dict(seen), OVERLAP, began)


def test_what_the_overlap_shows_again_unchanged_is_known():
    known = window({"1": 500, "2": 500})

    assert not known.is_new("1", 500)
    assert known.is_new("2", 501)
    assert known.is_new("3", 500)


def test_a_row_seen_twice_in_one_run_is_new_once_a_change():
    fresh = window()

    assert [fresh.is_new("1", 500), fresh.is_new("1", 500), fresh.is_new("1", 900)] == [
        True,
        False,
        True,
    ]


def test_only_what_the_next_run_reads_again_is_kept():
    read = window()
    for minute in (80, 90, 95, 100):
        read.is_new(str(minute), minute * MINUTE)

    assert read.bookmark(0) == 100 * MINUTE
    assert set(read.kept(100 * MINUTE)) == {"90", "95", "100"}


def test_a_change_younger_than_the_overlap_is_read_again_for_its_changelog_may_lag():
    read = window()
    read.is_new("settled", BEGAN - OVERLAP - 1)
    read.is_new("young", BEGAN - OVERLAP)

    assert set(read.kept(BEGAN - OVERLAP)) == {"settled"}


def test_the_bookmark_never_passes_the_begin_of_the_run():
    # Read at minute 1: X. Changed at minute 5: X. Changed and read at minute 60: Y.
    # A bookmark at minute 60 would skip X's change for ever.
    read = window()
    read.is_new("Y", BEGAN + 60 * MINUTE)

    assert read.bookmark(0) == BEGAN


def test_the_bookmark_never_goes_back():
    assert window().bookmark(before=7 * MINUTE) == 7 * MINUTE


def test_a_bulk_change_is_read_again_rather_than_remembered(monkeypatch):
    monkeypatch.setattr(module, "LIMIT", 10)
    read = window()
    for number in range(11):
        read.is_new(str(number), 5 * MINUTE)

    assert read.kept(5 * MINUTE) == {}


def test_memory_stays_flat_over_a_long_read(monkeypatch):
    monkeypatch.setattr(module, "LIMIT", 10)
    read = window()
    for minute in range(10_000):
        read.is_new(str(minute), minute * MINUTE)

    assert len(read._now) <= 2 * 11
    assert "9999" in read._now


@pytest.mark.parametrize(
    ("stored", "since"),
    [
        pytest.param({}, 0, id="first run"),
        pytest.param({"scope": "a", "mark": 100 * MINUTE}, 90 * MINUTE, id="less the overlap"),
        pytest.param({"scope": "b", "mark": 100 * MINUTE}, 0, id="another scope reads all again"),
    ],
)
def test_a_run_goes_on_where_the_last_one_of_its_scope_stopped(stored, since):
    mark = Watermark(stored, "a", 10, datetime(2026, 1, 1, tzinfo=UTC))

    assert mark.since("mark") == since
    assert mark.after["scope"] == "a"


def test_a_feed_that_a_checkpoint_has_not_come_to_stays_as_it_was_known():
    stored = {"scope": "a", "seen": {"worklogs": {"7": 5}}, "mark": 9}
    mark = Watermark(stored, "a", 10, datetime(2026, 1, 1, tzinfo=UTC))

    assert mark.after["seen"] == {"worklogs": {"7": 5}}
    mark.advance("mark", "issues", mark.window("issues"))
    assert mark.after["seen"] == {"worklogs": {"7": 5}, "issues": {}}
    assert stored["seen"] == {"worklogs": {"7": 5}}


def test_an_epoch_is_in_milliseconds():
    assert epoch_ms(datetime(1970, 1, 2, tzinfo=UTC)) == 86_400_000
