"""A scratch folder for one gate at a time; what a killed gate left is swept by the next."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pmo.errors import OperatorError
from pmo.home import Home


class BusyGateError(OperatorError):
    """Another process is running the same gate right now."""


@contextmanager
def workplace(home: Home, gate: str) -> Iterator[Path]:
    """Yield an empty folder below the home, removed in the end."""
    root = home.root / "scratch"
    root.mkdir(parents=True, exist_ok=True)
    lock, folder = root / f".{gate}.lock", root / f"{gate}_gate"
    try:
        with FileLock(lock, timeout=0):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    except Timeout:
        raise BusyGateError(
            f"another process runs the {gate} gate (lock {lock}); wait for it to end"
        ) from None
