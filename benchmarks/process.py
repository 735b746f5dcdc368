"""Measure a program run as a process of its own, and read the result that it leaves."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
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
    result: Any = None


class ChildFailedError(RuntimeError):
    """The measured process did not end well."""


def measure(module: str, *arguments: str, environment: dict[str, str] | None = None) -> Measured:
    """Run `python -m module <result file> <arguments>`; raise `ChildFailedError` unless it ends 0.

    The module writes its result as JSON into the file that its first argument names. Imports and
    the interpreter's start are part of the measurement.
    """
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "result.json"
        command = [sys.executable, "-m", module, str(path), *arguments]
        used = measure_command(command, environment=environment)
        result = json.loads(path.read_text("utf-8"))
    return Measured(used.wall_seconds, used.cpu_seconds, used.peak_mib, result)


def measure_command(
    command: Sequence[str],
    *,
    environment: dict[str, str] | None = None,
    output: Path | None = None,
    errors: Path | None = None,
) -> Measured:
    """Run `command`; raise `ChildFailedError` unless it ends 0.

    What it prints goes into the file `output`, or nowhere; what it complains of into `errors`, or
    to the terminal.
    """
    begun = time.monotonic()
    with (output or Path(os.devnull)).open("wb") as printed:
        complaints = errors.open("wb") if errors else None
        try:
            child = subprocess.Popen(
                command, env=os.environ | (environment or {}), stdout=printed, stderr=complaints
            )
            _, status, used = os.wait4(child.pid, 0)
        finally:
            if complaints:
                complaints.close()
    wall = time.monotonic() - begun
    child.returncode = os.waitstatus_to_exitcode(status)  # so that Popen does not wait again
    if child.returncode != 0:
        raise ChildFailedError(f"{' '.join(command)} ended {child.returncode}")
    return Measured(
        wall_seconds=wall,
        cpu_seconds=used.ru_utime + used.ru_stime,
        peak_mib=used.ru_maxrss * RSS_UNIT / 2**20,
    )
