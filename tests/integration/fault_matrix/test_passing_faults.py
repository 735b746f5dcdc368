"""What passes when it is asked again: each such fault at each endpoint, on each page.

One run meets the fault on the first, a middle and the last page of every endpoint; what it lands
equals a run that met none.
"""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial

import pytest

from demo.jira.faults import Answer, Cut, Delay, EmptyPage, Reset
from demo.jira.truth import deleted_worklogs, truth
from extractors.http import Policy
from extractors.jira import api
from tests.integration.fault_matrix.room import (
    committed,
    current,
    differences,
    open_room,
    rows_of,
)

READ_TIMEOUT_S = 0.12
EDITIONS = ("cloud", "data_center")
FEEDS = ("/search/jql$", "/bulkfetch$", "api/\\d+/search$", "/worklog/updated$", "/worklog/list$")
BY_TOKEN = ("/search/jql$", "/changelog/bulkfetch$")


def due(seconds):
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


# fault, and the seconds that it tells us to wait at least
PASSING = {
    "429 and seconds": (lambda: Answer(429, {"Retry-After": "7"}), 7),
    "429 and a fraction": (lambda: Answer(429, {"Retry-After": "2.5"}), 2.5),
    "429 and a date": (lambda: Answer(429, {"Retry-After": due(90)}), 60),
    "429 and an instant of reset": (lambda: Answer(429, {"X-RateLimit-Reset": "5"}), 5),
    "429 and no word": (lambda: Answer(429), 1),
    "429 and zero, with a bucket": (
        lambda: Answer(
            429,
            {
                "Retry-After": "0",
                "X-RateLimit-FillRate": "5",
                "X-RateLimit-Interval-Seconds": "2",
            },
        ),
        1,
    ),
    "500": (lambda: Answer(500), 1),
    "502": (lambda: Answer(502, body=b"<html>Bad Gateway</html>"), 1),
    "503 and seconds": (lambda: Answer(503, {"Retry-After": "3"}), 3),
    "504": (lambda: Answer(504, body=b""), 1),
    "520 of a gateway": (lambda: Answer(520), 1),
    "a body cut short": (lambda: Cut(1), 1),
    "a body cut at its begin": (lambda: Cut(0), 1),
    "a connection reset": (Reset, 1),
}


@pytest.fixture(scope="module", params=EDITIONS)
def quiet(request, tmp_path_factory):
    """Return a room, its endpoints, and what a run without faults landed."""
    with open_room(tmp_path_factory.mktemp("room"), request.param) as room:
        endpoints = room.endpoints()
        landing = room.landing()
        room.run(landing)
        room.faults.clear()
        yield room, endpoints, current(landing)


def spoil(room, endpoints, make):
    """Spoil the first, a middle and the last request of each endpoint; return how many that are.

    A request that is spoiled comes once more, so the later ones are as much further on.
    """
    spoiled = 0
    for path, count in endpoints.items():
        for shift, nth in enumerate(sorted({1, (count + 1) // 2, count})):
            room.faults.add(path, make(), nth=nth + shift)
            spoiled += 1
    return spoiled


def test_a_run_without_faults_lands_the_truth_and_more_than_one_page_of_all_that_is_paged(quiet):
    room, endpoints, wanted = quiet
    expected = {}
    for table, row in truth(room.site):
        expected.setdefault(table, []).append(row)
    for table, rows in expected.items():
        assert len(rows) == len(wanted[table]) > 0, table
    assert len(list(deleted_worklogs(room.site))) > 0
    assert len(endpoints) > 15
    feeds = {path: count for path, count in endpoints.items() if path.endswith(FEEDS)}
    assert len(feeds) >= 3
    assert min(feeds.values()) >= 3, feeds


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_that_passes_costs_a_wait_and_nothing_else(quiet, fault):
    room, endpoints, wanted = quiet
    make, least = PASSING[fault]
    landing = room.landing()
    with room.spoilt() as faults:
        spoiled = spoil(room, endpoints, make)
        room.run(landing)
        assert faults.fired == spoiled

    assert sum(each >= least for each in room.slept) >= spoiled
    assert differences(landing, wanted) == []
    assert not rows_of(landing)["rejects"]


def test_an_answer_that_comes_too_late_is_asked_for_again(quiet, monkeypatch):
    room, endpoints, wanted = quiet
    monkeypatch.setattr(api, "Policy", partial(Policy, timeout_s=(5, READ_TIMEOUT_S)))
    landing = room.landing()
    with room.spoilt() as faults:
        spoiled = spoil(room, endpoints, lambda: Delay(2 * READ_TIMEOUT_S))
        room.run(landing)
        assert faults.fired == spoiled

    assert len(room.slept) >= spoiled
    assert differences(landing, wanted) == []


# Data Center has no cursors.
@pytest.mark.parametrize("quiet", ["cloud"], indirect=True, scope="module")
def test_an_empty_page_with_a_token_is_no_end(quiet):
    room, endpoints, wanted = quiet
    paged = {path: count for path, count in endpoints.items() if path.endswith(BY_TOKEN)}
    assert paged
    landing = room.landing()
    with room.spoilt() as faults:
        spoiled = spoil(room, paged, EmptyPage)
        room.run(landing)
        assert faults.fired == spoiled

    assert room.slept == []
    assert differences(landing, wanted) == []


def test_a_server_that_is_down_for_a_while_is_waited_for(quiet):
    room, endpoints, wanted = quiet
    landing = room.landing()
    with room.spoilt() as faults:
        for path in endpoints:
            faults.add(path, Reset(), times=3)
        room.run(landing)

    assert len(room.slept) >= 3 * len(endpoints)
    assert differences(landing, wanted) == []
    ids, strays = committed(landing)
    assert len(ids) == 1
    assert strays == []
