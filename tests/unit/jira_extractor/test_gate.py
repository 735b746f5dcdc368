import threading
import time

import pytest

from extractors.gate import CALM_ANSWERS, ClosedGateError, Gate


class Waits:
    """A stand-in for waiting that notes how long each thread was asked to."""

    def __init__(self):
        self.asked = []

    def __call__(self, seconds):
        self.asked.append(round(seconds))


@pytest.fixture
def waits():
    return Waits()


def most_at_once(gate, threads=6):
    """Return how many of `threads` were inside at the same time."""
    inside = most = 0
    lock = threading.Lock()

    def pass_through():
        nonlocal inside, most
        with gate.turn():
            with lock:
                inside += 1
                most = max(most, inside)
            time.sleep(0.02)
            with lock:
                inside -= 1

    running = [threading.Thread(target=pass_through) for _ in range(threads)]
    for each in running:
        each.start()
    for each in running:
        each.join(timeout=5)
        assert not each.is_alive()
    return most


def test_as_many_threads_ask_at_once_as_are_allowed(waits):
    assert most_at_once(Gate(3, waits)) == 3


def test_what_one_thread_was_told_holds_for_the_next(waits):
    gate = Gate(4, waits)
    gate.hold(30)

    with gate.turn():
        assert waits.asked == [30]


def test_a_short_wait_does_not_open_the_gate_before_a_longer_one_is_over(waits):
    gate = Gate(4, waits)
    gate.hold(30)
    gate.hold(5)

    with gate.turn():
        assert waits.asked == [30]


def test_a_real_wait_ends_when_its_time_is_over():
    gate, began = Gate(2), time.monotonic()
    gate.hold(0.15)

    with gate.turn():
        assert time.monotonic() - began >= 0.15


def test_after_a_warning_threads_ask_one_by_one_until_answers_are_calm(waits):
    gate = Gate(3, waits)
    gate.hold(0)
    assert most_at_once(gate) == 1

    for _ in range(CALM_ANSWERS - 1):
        gate.calm()
    assert most_at_once(gate) == 1
    gate.calm()
    assert most_at_once(gate) == 2
    for _ in range(5 * CALM_ANSWERS):
        gate.calm()
    assert most_at_once(gate) == 3


def test_closing_wakes_those_who_wait_and_refuses_those_who_come():
    gate, sent_home = Gate(1), []
    gate.hold(300)

    def ask():
        try:
            with gate.turn():
                pass
        except ClosedGateError:
            sent_home.append(True)

    threads = [threading.Thread(target=ask, daemon=True) for _ in range(3)]
    for each in threads:
        each.start()
    gate.close()
    for each in threads:
        each.join(timeout=5)
    assert len(sent_home) == 3
    with pytest.raises(ClosedGateError), gate.turn():
        pass
