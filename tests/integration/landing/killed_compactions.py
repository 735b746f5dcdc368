"""Run as a program: compact copies of a landing, each killed at another of its file operations.

`python killed_compactions.py LANDING COPIES` makes COPIES/<n>, killed before operation n, until
one lives through. Every copy is compacted by a forked child, so no cleaning up can run: the
child ends like one that got SIGKILL, in the middle of what it did.
"""

import os
import shutil
import sys
from datetime import date
from pathlib import Path

from extractors.compaction import compact
from extractors.landing import Landing
from pmo.clock import Clock

KILLED = 9
OPERATIONS = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link"}


def compact_until(landing: Path, operation: int) -> None:
    """Compact `landing`, but end before the file operation numbered `operation`."""
    left = operation

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        writes = event == "open" and arguments[1] not in {None, "r", "rb"}
        if event in OPERATIONS or writes:
            if left == 0:
                os._exit(KILLED)
            left -= 1

    sys.addaudithook(count)
    compact(Landing(landing, Clock(date(2026, 6, 30))), "source")


def main(landing: Path, copies: Path) -> None:
    """Make the copies."""
    for operation in range(1000):
        copy = copies / f"{operation:03}"
        shutil.copytree(landing, copy)
        child = os.fork()
        if child == 0:
            compact_until(copy, operation)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) != KILLED:
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
