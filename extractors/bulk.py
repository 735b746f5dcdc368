"""What keeps the line and the processor busy at once while millions of objects pass through."""

import gc
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from queue import Full, Queue
from typing import NoReturn, TypeVar

Item = TypeVar("Item")

# Pages are trees without cycles: they go when their last name goes, and walking them in between
# finds nothing. Python's own thresholds walk them by the hundred objects.
COLLECT_AFTER = (50_000, 20, 100)
# A thread that reads an answer lets the interpreter go at each piece of 16 KB, and gets it back
# only when the one that makes rows has had its turn of this many seconds. Python's own turn of
# 5 ms leaves the line idle.
TURN_S = 0.0005


@contextmanager
def bulk_reading() -> Iterator[None]:
    """Collect rarely and take turns often while the block lasts."""
    thresholds, turn = gc.get_threshold(), sys.getswitchinterval()
    gc.set_threshold(*COLLECT_AFTER)
    sys.setswitchinterval(TURN_S)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        sys.setswitchinterval(turn)


def prefetched(items: Iterable[Item], ahead: int) -> Generator[Item]:
    """Yield `items`, which a thread takes up to `ahead` items before they are wanted.

    What `items` raises is raised where its next item would have come. Close it when done early:
    the thread waits to be asked.
    """
    ready: Queue[Callable[[], Item]] = Queue(ahead)
    unwanted = threading.Event()
    threading.Thread(
        target=_take, args=(items, ready, unwanted), name="prefetch", daemon=True
    ).start()
    try:
        while True:
            try:
                item = ready.get()()
            except _Over:
                return
            yield item
    finally:
        unwanted.set()


class Aside:
    """Does one piece of work at a time on another thread; its error comes to who asks next."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._error: BaseException | None = None

    def run(self, work: Callable[[], object]) -> None:
        """Begin `work` once the piece before it is done."""
        self.wait()
        self._thread = threading.Thread(target=self._do, args=(work,), name="aside")
        self._thread.start()

    def wait(self) -> None:
        """Return when nothing is under way; raise what the last piece raised."""
        if self._thread:
            self._thread.join()
        error, self._thread, self._error = self._error, None, None
        if error:
            raise error

    def _do(self, work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:
            self._error = error


class _Over(Exception):  # noqa: N818 - the end of the items is no error
    """There are no more items."""


def _take(
    items: Iterable[Item], ready: "Queue[Callable[[], Item]]", unwanted: threading.Event
) -> None:
    """Put each of `items` into `ready`, then its end, as a call that gives or raises it."""
    ending: BaseException = _Over()
    try:
        for item in items:
            if not _put(partial(_given, item), ready, unwanted):
                return
    except BaseException as error:
        ending = error
    _put(partial(_raised, ending), ready, unwanted)


def _put(
    call: Callable[[], Item], ready: "Queue[Callable[[], Item]]", unwanted: threading.Event
) -> bool:
    """Wait for room in `ready`; tell whether anybody still wants the item."""
    while not unwanted.is_set():
        with suppress(Full):
            ready.put(call, timeout=0.1)
            return True
    return False


def _given(item: Item) -> Item:
    return item


def _raised(error: BaseException) -> NoReturn:
    raise error
