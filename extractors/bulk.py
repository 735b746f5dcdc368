"""How the interpreter is set while millions of short-lived objects pass through it."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

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
