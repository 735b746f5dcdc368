"""What of Tempo could not be read or decided, as rows of `rejects` that hold until it could.

A reject of a file source holds until `files` tells of a later reading under its name; what Tempo
refuses bears a name of its own (`Tempo worklog 4711`) in the place of a file's.
"""

import logging
from collections.abc import Mapping
from typing import Any

from extractors.landing import BatchWriter
from extractors.timesheets.tables import FILES, REJECTS, TEMPO_WORKLOGS
from extractors.timesheets.tempo_errors import BadWorklogError
from extractors.timesheets.tempo_rows import as_json, digested

log = logging.getLogger(__name__)

VALUE_LENGTH = 500


class Refusals:
    """Writes a reject once, and takes it back; `open` is what still holds, digests by name."""

    def __init__(self, writer: BatchWriter, before: Mapping[str, str]) -> None:
        self.open = dict(before)
        self._writer = writer

    def refuse(self, name: str, error: BadWorklogError, raw: Any) -> None:
        """Write why `name` was not taken, unless an earlier run said the same."""
        said = None if error.value is None else as_json(error.value)[:VALUE_LENGTH]
        reject = {
            "table_name": TEMPO_WORKLOGS.name,
            "column_name": error.column or None,
            "value": said,
            "reason": f"{name}: {error.column} {error.reason}" if error.column else error.reason,
            "fix": error.fix,
            "row_json": as_json(raw),
            "_source_file": name,
            "_source_row": 0,
        }
        digest = digested(reject)
        if self.open.get(name) != digest:
            log.warning("tempo: %s; %s", reject["reason"], error.fix)
            self._writer.write(REJECTS, [reject])
        self.open[name] = digest

    def settle(self, name: str) -> None:
        """Take back what was said of `name`, if anything was."""
        if self.open.pop(name, None) is None:
            return
        read = {
            "file_name": name,
            "table_name": TEMPO_WORKLOGS.name,
            "layout": "tempo",
            "rows_read": 1,
            "rows_rejected": 0,
            "unmapped_columns": "[]",
        }
        self._writer.write(FILES, [read])
