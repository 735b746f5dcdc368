import gc
import sys
import threading
import time

import pytest

from extractors.bulk import Aside, bulk_reading, prefetched


def waited_for(condition):
    deadline = time.monotonic() + 5
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.005)
    return condition()


@pytest.mark.parametrize("count", [0, 1, 3, 50])
def test_items_come_all_and_in_their_order(count):
    assert list(prefetched(range(count), 3)) == list(range(count))


def test_items_are_taken_before_they_are_wanted_and_no_more_than_told():
    taken = []

    def items():
        for each in range(20):
            taken.append(each)
            yield each

    pages = prefetched(items(), 3)
    assert next(pages) == 0
    # Three wait, and a fourth is in the hand of the thread that finds no room for it.
    assert waited_for(lambda: len(taken) == 5)
    time.sleep(0.05)
    assert len(taken) == 5
    pages.close()


def test_what_goes_wrong_is_raised_where_its_item_would_have_come():
    def items():
        yield "first"
        raise LookupError("no second")

    pages = prefetched(items(), 3)
    assert next(pages) == "first"
    with pytest.raises(LookupError, match="no second"):
        next(pages)


def test_who_stops_early_leaves_no_thread_behind():
    def alive():
        return [each for each in threading.enumerate() if each.name == "prefetch"]

    pages = prefetched(iter(range(1000)), 3)
    next(pages)
    assert alive()
    pages.close()
    assert waited_for(lambda: not alive())


def test_the_interpreter_is_left_as_it_was():
    before = gc.get_threshold(), sys.getswitchinterval()
    with pytest.raises(LookupError), bulk_reading():
        assert gc.get_threshold()[0] > before[0][0]
        assert sys.getswitchinterval() < before[1]
        raise LookupError

    assert (gc.get_threshold(), sys.getswitchinterval()) == before


def test_what_is_done_aside_comes_in_order_and_its_error_to_who_asks_next():
    aside, done = Aside(), []

    def fail():
        raise OSError("disk full")

    aside.run(lambda: done.append(1))
    aside.run(lambda: done.append(2))
    aside.wait()
    assert done == [1, 2]

    aside.run(fail)
    with pytest.raises(OSError, match="disk full"):
        aside.run(lambda: done.append(3))
    aside.wait()
    assert done == [1, 2]
