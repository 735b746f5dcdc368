"""Commit a long read in parts, so that a run that is cut off does not begin again from zero.

A part ends only where the watermark holds for all that was read: issues come in the order in
which they were updated and have their changelogs with them, worklogs in the order of their feed.
"""

import time

from extractors.batch_writer import BatchWriter
from extractors.jira.window import Watermark

ROWS_APART = 1_000_000  # some 50,000 issues with their changelogs
SECONDS_APART = 600.0


class Checkpoints:
    """Says when a part is due, and commits it with the watermark of that moment."""

    def __init__(self, writer: BatchWriter, watermark: Watermark) -> None:
        self._writer, self._watermark = writer, watermark
        self._last = time.monotonic()

    @property
    def is_due(self) -> bool:
        """Whether enough was read, or read for long enough, to be worth a batch of its own."""
        rows = self._writer.batch_rows
        return rows >= ROWS_APART or (rows > 0 and time.monotonic() - self._last >= SECONDS_APART)

    def take(self) -> None:
        """Commit what was read; everything noted in the watermark must be true by now."""
        self._writer.watermark_after = self._watermark.after
        self._writer.checkpoint()
        self._last = time.monotonic()
