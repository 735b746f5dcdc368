"""A step of the command line while it runs: a spinner and, below it, how far each feed is.

Only a terminal gets it. Elsewhere the log says the same now and then, in plain lines.
"""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress as Bars
from rich.progress import SpinnerColumn, TaskID, TextColumn

from extractors.progress import Progress, shown_on


class Feeds:
    """Shows each feed that is under way on a line of its own, which goes when the feed ends."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._lines: dict[int, TaskID] = {}

    def show(self, progress: Progress) -> None:
        """Show how far `progress` is."""
        said = f"  {progress.feed}: {progress}"
        line = self._lines.get(id(progress))
        if line is None:
            self._lines[id(progress)] = self._bars.add_task(said)
        else:
            self._bars.update(line, description=said)

    def remove(self, progress: Progress) -> None:
        """Take a feed's line away."""
        line = self._lines.pop(id(progress), None)
        if line is not None:
            self._bars.remove_task(line)


@contextmanager
def live(console: Console, step: str) -> Iterator[None]:
    """Show on `console`, if it is a terminal, that `step` is running and how far its feeds are."""
    if not console.is_terminal:
        yield
        return
    bars = Bars(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        console=console,
        transient=True,
        redirect_stderr=sys.stderr.isatty(),
    )
    with bars:
        bars.add_task(f"{step} …")
        with _log_above(), shown_on(Feeds(bars)):
            yield


@contextmanager
def _log_above() -> Iterator[None]:
    """Let log lines that go to the terminal appear above what is redrawn there.

    The display stands in for `sys.stderr`; handlers made before hold the true one.
    """
    terminal = sys.__stderr__
    moved = [
        handler
        for handler in logging.getLogger().handlers
        if isinstance(handler, logging.StreamHandler) and handler.stream is terminal
    ]
    for handler in moved:
        handler.setStream(sys.stderr)
    try:
        yield
    finally:
        for handler in moved:
            handler.setStream(terminal)
