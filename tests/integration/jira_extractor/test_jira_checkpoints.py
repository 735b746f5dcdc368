"""A long read of Jira is committed in parts: whoever cuts it off loses minutes, not hours."""

import os
import subprocess
import sys
import threading
import time
from itertools import pairwise
from pathlib import Path

import pytest

from demo.jira.server import serve
from extractors.jira import checkpoints
from extractors.jira.tables import ISSUE_CHANGES, ISSUES, WORKLOGS
from pmo.manifests import committed
from tests.integration.jira_extractor.night import Night, assert_equals_truth

PROGRAM = Path(__file__).with_name("cut_off_run.py")


@pytest.fixture
def night(tmp_path):
    return Night(tmp_path / "landing")


def cut_off(night, after):
    """Run an extraction in a process of its own, which dies after a checkpoint; return its code."""
    with serve(night.site, faults=night.faults) as server:
        arguments = [
            night.landing.root,
            str(night.plan.as_of),
            server.url,
            server.user,
            server.token,
            str(after),
        ]
        return subprocess.run(
            [sys.executable, PROGRAM, *arguments],
            check=False,
            timeout=60,
            env={**os.environ, "PYTHONPATH": str(PROGRAM.parents[3])},
        ).returncode


def batches(night):
    return committed(night.landing.root, "jira")


def asked(night, ending):
    return len([path for _, path in night.faults.requests if path.split("?")[0].endswith(ending)])


def changelogs_that_are_missing(night):
    """Return which landed issues have not all of their changes beside them."""
    landed = {issue_id for (issue_id,) in night.landed(ISSUES)}
    wanted = {key for key in night.expected()["issue_changes"] if key[0] in landed}
    return wanted - set(night.landed(ISSUE_CHANGES))


@pytest.mark.parametrize("after", [1, 3])
def test_a_first_load_that_is_killed_goes_on_from_its_last_checkpoint(night, after):
    assert cut_off(night, after) == 9
    assert [batch.complete for batch in batches(night)] == [False] * after
    landed = sum(batch.rows_of("issues") for batch in batches(night))
    assert 0 < landed < len(night.site.timeline)
    assert changelogs_that_are_missing(night) == set()
    night.faults.clear()

    last = night.run()
    assert_equals_truth(night)
    assert last.complete
    # What was committed is not read again, less the minutes of overlap.
    assert last.rows_of("issues") <= len(night.site.timeline) - landed + 5
    assert asked(night, "/search/jql") <= (len(night.site.timeline) - landed) // 100 + 2
    assert last.rows_of("fields") == 0  # the small lists came with the first part


def test_a_part_does_not_vouch_for_what_lies_before_an_issue_edited_just_now(night):
    # The search still has it where it stood; its body already says now, far ahead of the others.
    issues = night.expected()["issues"].values()
    edited = min(issues, key=lambda row: row["updated_at"])["issue_id"]
    night.site.lag(edited)
    night.site.touch(edited, at=int(time.time() * 1000))
    assert cut_off(night, 1) == 9
    night.site.release(edited)

    night.run(census={"every_days": 0})  # which would find what is missing by other means
    assert_equals_truth(night)


def test_worklogs_go_on_from_a_checkpoint_too(night, monkeypatch):
    first = Night(night.landing.root.parent / "whole")
    monkeypatch.setattr(checkpoints, "ROWS_APART", 150)
    first.run()
    parts = committed(first.landing.root, "jira")
    of_worklogs = [n for n, part in enumerate(parts[:-1]) if part.rows_of("worklogs")]
    assert of_worklogs
    assert cut_off(night, of_worklogs[0] + 1) == 9
    landed = set(night.landed(WORKLOGS))
    assert 0 < len(landed) < len(night.expected()["worklogs"])
    night.faults.clear()

    last = night.run()
    assert_equals_truth(night)
    assert last.rows_of("issues") == 0
    assert last.rows_of("worklogs") == len(night.expected()["worklogs"]) - len(landed)


def test_every_part_but_the_last_says_that_more_follows(night, monkeypatch):
    monkeypatch.setattr(checkpoints, "ROWS_APART", 150)
    night.run()

    parts = batches(night)
    assert len(parts) > 3
    assert [part.complete for part in parts] == [False] * (len(parts) - 1) + [True]
    for before, after in pairwise(parts):
        assert after.watermark_before == before.watermark_after
    assert_equals_truth(night)


def test_time_alone_makes_a_part_due_but_not_an_empty_one(night, monkeypatch):
    monkeypatch.setattr(checkpoints, "SECONDS_APART", 0.0)
    night.run()
    assert len(batches(night)) > 3
    assert all(part.rows for part in batches(night)[:-1])

    parts = len(batches(night))
    night.run()
    assert len(batches(night)) == parts + 1


def test_a_killed_night_leaves_the_feeds_it_did_not_come_to_as_they_were(night, monkeypatch):
    night.run()
    known = batches(night)[-1].watermark_after
    monkeypatch.setattr(checkpoints, "ROWS_APART", 1)
    monkeypatch.setattr(checkpoints.Checkpoints, "take", _and_fail(checkpoints.Checkpoints.take))
    night.site.touch(night.site.key(5))
    with pytest.raises(_CutOffError):
        night.run()

    left = batches(night)[-1]
    assert not left.complete
    assert left.watermark_after["worklogs_until_ms"] == known["worklogs_until_ms"]
    assert left.watermark_after["issues_updated_ms"] > known["issues_updated_ms"]


def test_a_run_that_fails_leaves_no_thread_that_waits_to_be_asked(night, monkeypatch):
    monkeypatch.setattr(checkpoints, "ROWS_APART", 1)
    monkeypatch.setattr(checkpoints.Checkpoints, "take", _and_fail(checkpoints.Checkpoints.take))
    with pytest.raises(_CutOffError) as failure:
        night.run(page_size=20)

    deadline = time.monotonic() + 5
    while _prefetching() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert failure.tb  # what failed is still held, with every frame that it went through
    assert _prefetching() == []


def _prefetching():
    return [each for each in threading.enumerate() if each.name == "prefetch"]


class _CutOffError(Exception):
    pass


def _and_fail(take):
    def taking(self):
        take(self)
        raise _CutOffError

    return taking
