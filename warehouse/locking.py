"""One writer at a time: whoever builds or publishes holds this lock, also outside Airflow."""

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from pmo.errors import OperatorError
from pmo.home import Home


class BusyWarehouseError(OperatorError):
    """Another process is building or publishing right now."""


@contextmanager
def warehouse_lock(home: Home) -> Iterator[None]:
    """Hold the warehouse's lock; the system releases it when the process dies."""
    home.warehouse.mkdir(parents=True, exist_ok=True)
    path = home.warehouse / ".lock"
    try:
        with FileLock(path, timeout=0):
            yield
    except Timeout:
        raise BusyWarehouseError(
            f"another process is building or publishing (lock {path}); wait for it to end"
        ) from None
