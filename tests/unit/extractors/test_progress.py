import io
import logging
import re

import pytest
from rich.console import Console

from extractors import progress as module
from extractors.progress import Progress, in_words, shown_on
from pmo.cli.live import live


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = 1000.0

        def monotonic(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


def test_a_long_feed_says_now_and_then_how_far_it_is_and_how_long_it_will_take(clock, caplog):
    caplog.set_level(logging.INFO)
    progress = Progress("issues", expected=40_000)
    clock.now += 10
    progress.add(1_000)
    assert caplog.messages == []

    clock.now += 10
    progress.add(9_000)
    # 10,000 in 20 s, so the other 30,000 take another minute
    assert caplog.messages == ["issues: 10,000 of 40,000 (25%) so far, 20.0 s (500/s), 60 s left"]
    clock.now += 14
    progress.add(1)
    assert len(caplog.messages) == 1


def test_a_feed_of_unknown_length_promises_nothing(clock, caplog):
    caplog.set_level(logging.INFO)
    progress = Progress("worklogs")
    clock.now += 20
    progress.add(10_000)

    assert caplog.messages == ["worklogs: 10,000 so far, 20.0 s (500/s)"]


def test_a_feed_that_outgrew_what_was_expected_promises_nothing_more(clock):
    progress = Progress("issues", expected=100)
    clock.now += 20
    progress.add(100)
    assert progress.seconds_left is None
    progress.add(1)
    assert str(progress) == "101 so far, 20.0 s (5/s)"


def test_the_length_may_become_known_on_the_way(clock):
    progress = Progress("issues")
    clock.now += 10
    progress.add(10)
    progress.expected = 40
    assert progress.seconds_left == 30


def test_the_end_counts_what_landed(clock, caplog):
    caplog.set_level(logging.INFO)
    progress = Progress("issues", expected=4)
    clock.now += 2
    progress.add(4)
    progress.done(landed=3, rejected=1)

    assert caplog.messages == ["issues: 4 read, 3 rows landed, 1 rejected, 2.0 s (2/s)"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(7.4, "7 s"), (99, "99 s"), (100, "2 min"), (5_940, "99 min"), (7_500, "2 h 05 min")],
)
def test_a_length_of_time_is_told_as_people_tell_it(seconds, words):
    assert in_words(seconds) == words


def terminal(**kind):
    return Console(file=io.StringIO(), width=100, **kind)


def test_on_a_terminal_each_feed_has_a_line_until_it_ends(clock, caplog):
    caplog.set_level(logging.INFO)
    console = terminal(force_terminal=True)
    with live(console, "extract jira"):
        issues, links = Progress("issues", expected=500), Progress("issue_links")
        clock.now += 20
        issues.add(120)
        links.add(30)
        shown = module._display.get()
        assert [line.description.split(" so far")[0] for line in shown._bars.tasks] == [
            "extract jira …",
            "  issues: 120 of 500 (24%)",
            "  issue_links: 30",
        ]
        issues.add(5)
        links.done(landed=30, rejected=0)
        assert [line.description.split(" so far")[0] for line in shown._bars.tasks] == [
            "extract jira …",
            "  issues: 125 of 500 (25%)",
        ]
    assert module._display.get() is None
    assert "issues: 125 of 500" in console.file.getvalue()
    assert not any("so far" in each for each in caplog.messages)


def test_a_file_or_a_pipe_gets_no_terminal_codes(clock, caplog):
    caplog.set_level(logging.INFO)
    console = terminal()
    with live(console, "extract jira"):
        progress = Progress("issues")
        clock.now += 20
        progress.add(120)

    assert console.file.getvalue() == ""
    assert caplog.messages == ["issues: 120 so far, 20.0 s (6/s)"]
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", caplog.text)


def test_log_lines_to_the_terminal_go_above_what_is_redrawn(monkeypatch):
    import sys

    class Screen(io.StringIO):
        def isatty(self):
            return True

    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(sys, "__stderr__", screen)
    handler = logging.StreamHandler(screen)
    logging.getLogger().addHandler(handler)
    try:
        console = terminal(force_terminal=True)
        with live(console, "extract jira"):
            logging.getLogger("pmo.test").warning("look here")
        assert "look here" in console.file.getvalue()
        assert screen.getvalue() == ""
        assert handler.stream is screen
    finally:
        logging.getLogger().removeHandler(handler)


def test_a_display_is_forgotten_when_its_block_fails():
    class Deaf:
        def show(self, progress):
            pass

        def remove(self, progress):
            pass

    with pytest.raises(RuntimeError), shown_on(Deaf()):
        raise RuntimeError
    assert module._display.get() is None
