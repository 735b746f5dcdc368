"""What asking again does not mend: each such fault at each endpoint, on each page.

The run fails and says what to do, or it can do without the answer. Either way nothing half read
counts, and the next run lands the truth.
"""

import json
import re
from base64 import b64encode

import pytest

from demo.jira.faults import (
    GARBAGE,
    HALF_JSON,
    LOGIN_PAGE,
    Answer,
    ExpiredToken,
    RepeatedToken,
)
from extractors.http import HttpStatusError, RetryLaterError
from extractors.jira.errors import IncompleteSearchError, JiraAnswerError
from pmo.errors import OperatorError
from tests.integration.fault_matrix.room import committed, current, differences, open_room

TOKENS = ("a token that comes back", "a token that has expired")
EDITIONS = ("cloud", "data_center")
BY_TOKEN = ("/search/jql$", "/changelog/bulkfetch$")
SURPRISE = Answer(200, body=json.dumps({"surprise": True}).encode())
FOR_EVER = 10_000

# The fault, how often it comes, and what stops the run where it cannot do without the answer.
LASTING = {
    "400": (Answer(400), 1, OperatorError),
    "a login page": (LOGIN_PAGE, 1, JiraAnswerError),
    "JSON of something else": (SURPRISE, 1, JiraAnswerError),
    "401": (Answer(401), 1, HttpStatusError),
    "403": (Answer(403), 1, HttpStatusError),
    "404": (Answer(404), 1, OperatorError),
    "410": (Answer(410), 1, OperatorError),
    "bytes that are no JSON": (GARBAGE, 1, JiraAnswerError),
    "half of a JSON": (HALF_JSON, 1, JiraAnswerError),
    "JSON of nothing": (Answer(200, body=b"null"), 1, JiraAnswerError),
    "429 for half an hour": (Answer(429, {"Retry-After": "1847"}), 1, RetryLaterError),
    "503 for ever": (Answer(503), FOR_EVER, RetryLaterError),
    "a token that comes back": (RepeatedToken(), 1, IncompleteSearchError),
    "a token that has expired": (ExpiredToken(), 1, IncompleteSearchError),
}
# How an operator is told what to do.
ADVICE = re.compile(r"[Rr]un again|check PMO|give it|\b[Ii]s (the|PMO)|[Rr]eport this|set |Check ")
# How it is told what failed: an address, a path or a query.
WHERE = re.compile(r"http://127|/rest/|search|changelog/bulkfetch|updated >=")
IN_PYTHON = re.compile(
    r"object has no attribute|NoneType' object|Error\(|<class|Traceback|line 1 col"
)
# What is decided the same on each page of an endpoint: one of them shows it, now this, now that.
ON_ONE_PAGE = list(LASTING)[3:12]


class Matrix:
    """A room, what a run without faults lands in it, and what runs with faults said."""

    def __init__(self, room):
        self.room = room
        self.endpoints = room.endpoints()
        self.wanted = self._landed(room.landing())
        self.messages, self.tried = [], set()
        self._hopeless = room.landing()

    def cells(self, fault):
        """Yield (endpoint, number of the request) to meet `fault` at."""
        for turn, (path, count) in enumerate(self.endpoints.items()):
            places = sorted({1, (count + 1) // 2, count})
            if fault in TOKENS and not path.endswith(BY_TOKEN):
                continue
            if fault in TOKENS:
                places = [1, 2]  # of the requests that have a cursor
            if fault in ON_ONE_PAGE or (self.room.site.edition != "cloud" and fault not in TOKENS):
                places = [places[turn % len(places)]]
            yield from ((path, nth) for nth in places)

    def wrong(self, fault):
        """Meet `fault` in all its cells and return in words what is not as it should be."""
        self.tried.add(fault)
        cells = list(self.cells(fault))
        said = [
            f"{path} {nth}: {each}" for path, nth in cells for each in self._cell(fault, path, nth)
        ]
        recovered, self._hopeless = self._hopeless, self.room.landing()
        self._landed(recovered)
        said += [f"afterwards: {each}" for each in differences(recovered, self.wanted)]
        return cells, said

    def _cell(self, fault, path, nth):
        action, times, kind = LASTING[fault]
        with self.room.spoilt() as faults:
            # Which of the requests side by side has a cursor, differs from run to run.
            when = _has_cursor if fault in TOKENS else None
            faults.add(path, action, nth=nth, times=times, when=when)
            try:
                self.room.run(self._hopeless)
            except OperatorError as error:
                self.messages.append((fault, path, error))
                ids, strays = committed(self._hopeless)
                found = [] if isinstance(error, kind) else [f"{type(error).__name__}: {error}"]
                found += [f"committed {ids}"] if ids else []
                return [*found, *([f"left behind {strays}"] if strays else [])]
            if fault in TOKENS:
                return ["it went on with a cursor that is none"]
            fired = faults.fired
        # The run could do without; what it missed comes with the next.
        endured, self._hopeless = self._hopeless, self.room.landing()
        self._landed(endured)
        return ([] if fired else ["the fault was never met"]) + differences(endured, self.wanted)

    def _landed(self, landing):
        self.room.run(landing)
        return current(landing)


@pytest.fixture(scope="module", params=EDITIONS)
def matrix(request, tmp_path_factory):
    with open_room(tmp_path_factory.mktemp("room"), request.param) as room:
        yield Matrix(room)


@pytest.mark.parametrize("fault", [each for each in LASTING if each not in TOKENS])
def test_a_fault_that_lasts_ends_the_run_with_nothing_half_done_or_is_done_without(matrix, fault):
    cells, wrong = matrix.wrong(fault)
    assert cells
    assert wrong == []


# Data Center has no cursors.
@pytest.mark.parametrize("matrix", ["cloud"], indirect=True, scope="module")
@pytest.mark.parametrize("fault", [each for each in LASTING if each in TOKENS])
def test_a_cursor_that_does_not_go_on_ends_the_run_with_nothing_half_done(matrix, fault):
    cells, wrong = matrix.wrong(fault)
    assert cells
    assert wrong == []


def test_every_message_names_what_failed_and_what_to_do_and_no_secret(matrix):
    for fault in set(LASTING) - matrix.tried:
        matrix.wrong(fault)
    token = matrix.room.server.token
    secrets = (token, b64encode(token.encode()).decode(), "Authorization", "Basic ", "Bearer ey")
    assert len({type(error) for _, _, error in matrix.messages}) >= 4
    for fault, path, error in matrix.messages:
        said, about = str(error), f"{fault} at {path}: {error}"
        assert ADVICE.search(said), about
        assert WHERE.search(said), about
        assert not IN_PYTHON.search(said), about
        assert not [each for each in secrets if each in said], about
        assert len(said) < 600, about
        if isinstance(error, RetryLaterError):
            assert f"{error.not_before:%Y-%m-%d %H:%M:%S} UTC" in said, about


def _has_cursor(asked):
    return bool(asked.get("nextPageToken"))
