"""Measure a Python module run as a process of its own, and read the result that it leaves."""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# What `ru_maxrss` counts in: kilobytes on Linux, bytes on macOS.
RSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Measured:
    """What a process used: seconds by the clock and of CPU, peak memory in MiB, and its result."""

    wall_seconds: float
    cpu_seconds: float
    peak_mib: float
    result: Any


class ChildFailedError(RuntimeError):
    """The measured process did not end well."""


def measure(module: str, *arguments: str, environment: dict[str, str] | None = None) -> Measured:
    """Run `python -m module <result file> <arguments>`; raise `ChildFailedError` unless it ends 0.

    The module writes its result as JSON into the file that its first argument names. Imports and
    the interpreter's start are part of the measurement.
    """
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "result.json"
        begun = time.monotonic()
        child = subprocess.Popen(
            [sys.executable, "-m", module, str(path), *arguments],
            env=os.environ | (environment or {}),
            stdout=subprocess.DEVNULL,
        )
        _, status, used = os.wait4(child.pid, 0)
        wall = time.monotonic() - begun
        child.returncode = os.waitstatus_to_exitcode(status)  # so that Popen does not wait again
        if child.returncode != 0:
            raise ChildFailedError(f"{module} {' '.join(arguments)} ended {child.returncode}")
        return Measured(
            wall_seconds=wall,
            cpu_seconds=used.ru_utime + used.ru_stime,
            peak_mib=used.ru_maxrss * RSS_UNIT / 2**20,
            result=json.loads(path.read_text("utf-8")),
        )
